//! As much of libcurl as a rival needs: the system's, if there is one.

use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};
use std::ptr::null_mut;

use libloading::Library;

const NAMES: [&str; 3] = ["libcurl.so.4", "libcurl.4.dylib", "libcurl.dll"];

const TIMEOUT_MS: c_int = 155;
const NOSIGNAL: c_int = 99;
const WRITEDATA: c_int = 10001;
const URL: c_int = 10002;
const HTTPHEADER: c_int = 10023;
const CAINFO: c_int = 10065;
const ACCEPT_ENCODING: c_int = 10102;
const WRITEFUNCTION: c_int = 20011;
const RESPONSE_CODE: c_int = 0x20_0002;

type Init = unsafe extern "C" fn() -> *mut c_void;
type Option_ = unsafe extern "C" fn(*mut c_void, c_int, ...) -> c_int;
type Perform = unsafe extern "C" fn(*mut c_void) -> c_int;
type Append = unsafe extern "C" fn(*mut c_void, *const c_char) -> *mut c_void;
type Write = unsafe extern "C" fn(*const c_char, usize, usize, *mut Vec<u8>) -> usize;
type Version = unsafe extern "C" fn() -> *const c_char;

pub fn load() -> Option<Library> {
    // SAFETY: libcurl does nothing when it is loaded.
    NAMES.iter().find_map(|name| unsafe { Library::new(*name) }.ok())
}

pub fn version(library: &Library) -> String {
    // SAFETY: its type, and a text that stays.
    unsafe { CStr::from_ptr(symbol::<Version>(library, "curl_version")()) }
        .to_string_lossy()
        .into_owned()
}

/// An easy handle that gets one URL again and again. It is never given back.
pub struct Easy {
    handle: *mut c_void,
    perform: Perform,
    info: Option_,
    #[expect(clippy::box_collection, reason = "libcurl keeps its address")]
    body: Box<Vec<u8>>,
}

// SAFETY: an easy handle may move between threads; `get` has it for itself.
unsafe impl Send for Easy {}

impl Easy {
    pub fn new(library: &Library, url: &str, headers: &[String], roots: Option<&str>) -> Self {
        let text = |text: &str| CString::new(text).expect("no NUL");
        let mut body = Box::<Vec<u8>>::default();
        // SAFETY: the functions have these types, the options take these values, and libcurl
        // copies texts.
        unsafe {
            let handle = symbol::<Init>(library, "curl_easy_init")();
            let set = symbol::<Option_>(library, "curl_easy_setopt");
            let append = symbol::<Append>(library, "curl_slist_append");
            let mut list = null_mut();
            for header in headers {
                list = append(list, text(header).as_ptr());
            }
            let write: Write = write;
            set(handle, URL, text(url).as_ptr());
            set(handle, HTTPHEADER, list);
            set(handle, ACCEPT_ENCODING, c"gzip".as_ptr());
            set(handle, NOSIGNAL, 1 as c_long);
            set(handle, TIMEOUT_MS, 30_000 as c_long);
            set(handle, WRITEFUNCTION, write);
            set(handle, WRITEDATA, &raw mut *body);
            if let Some(roots) = roots {
                set(handle, CAINFO, text(roots).as_ptr());
            }
            let perform = symbol(library, "curl_easy_perform");
            Easy { handle, perform, info: symbol(library, "curl_easy_getinfo"), body }
        }
    }

    pub fn get(&mut self) {
        self.body.clear();
        let mut status: c_long = 0;
        // SAFETY: a live handle, and a place for a `long`.
        unsafe {
            assert_eq!((self.perform)(self.handle), 0);
            (self.info)(self.handle, RESPONSE_CODE, &raw mut status);
        }
        assert!(status == 200 && !self.body.is_empty());
    }
}

unsafe extern "C" fn write(
    data: *const c_char,
    one: usize,
    size: usize,
    to: *mut Vec<u8>,
) -> usize {
    // SAFETY: libcurl hands over its buffer and what WRITEDATA was.
    unsafe { (*to).extend_from_slice(std::slice::from_raw_parts(data.cast(), one * size)) };
    one * size
}

/// SAFETY: the function must have this type, and the library must stay loaded.
unsafe fn symbol<T: Copy>(library: &Library, name: &str) -> T {
    // SAFETY: the caller's.
    unsafe { *library.get(name).expect("every libcurl has it") }
}
