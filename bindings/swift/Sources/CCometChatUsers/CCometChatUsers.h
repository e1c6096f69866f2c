#include "../../../../include/cometchat_users.h"
