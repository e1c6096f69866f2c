"""Gets a URL with a requests session in each thread; started by client.rs."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests

config = json.loads(sys.argv[1])


def session():
    made = requests.Session()
    made.trust_env = False
    made.verify = config["roots"] or True
    made.headers.update(header.split(": ", 1) for header in config["headers"])
    return made


def get(made, count):
    for _ in range(count):
        answer = made.get(config["url"], timeout=30)
        assert answer.status_code == 200 and answer.content


sessions = [session() for _ in range(config["threads"])]
with ThreadPoolExecutor(config["threads"]) as pool:
    for line in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        list(pool.map(get, sessions, [int(line)] * len(sessions)))
        print(time.perf_counter() - wall, time.process_time() - processor, flush=True)
