# `make demo` and `make test` do all of their set-up. See the README.

CC ?= cc
PREFIX ?= /usr/local
LIBDIR ?= lib
PYTHON := target/python/bin

.PHONY: help
help:
	@echo "make demo         a C program manages users, on a file"
	@echo "make test         build and test everything"
	@echo "make program      build target/release/cometchat-users, the local server"
	@echo "make fuzz         look for inputs that break a promise"
	@echo "make sanitize     run the tests under AddressSanitizer and LeakSanitizer"
	@echo "make loom         run what threads share in every order that they can take"
	@echo "make bench        measure it beside its peers"
	@echo "make bench-lists  measure lists of a million users beside SQL"
	@echo "make soak         ten minutes of mixed load, which must leave nothing behind"
	@echo "make header       renew include/cometchat_users.h"
	@echo "make install      install header, libraries, pkg-config and CMake files below PREFIX"
	@echo "make clean        remove what was built"

# What ships. Cargo optimises across crates (lto) only where no rlib is made with it.
.PHONY: build
build:
	cargo rustc --release --lib --crate-type cdylib,staticlib

# The program, with `serve`.
.PHONY: program
program:
	cargo build --release --features cli

.PHONY: demo
demo: build
	@$(CC) -std=c99 -Iinclude bindings/c/example.c -Ltarget/release -lcometchat_users \
	    -Wl,-rpath,$(CURDIR)/target/release -o target/example
	@target/example target/demo.db

.PHONY: test
test: test-rust test-c test-python test-contract test-swift test-readme

.PHONY: test-rust
test-rust:
	cargo test --features cli

.PHONY: test-c
test-c: build
	tests/c/run.sh target/c quick

$(PYTHON)/python:
	python3 -m venv target/python

.PHONY: test-python
test-python: build $(PYTHON)/python
	$(PYTHON)/pip install --quiet --disable-pip-version-check './bindings/python[test]'
	cargo build --quiet --features cli
	cd bindings/python && COMETCHAT_USERS_PROGRAM=$(CURDIR)/target/debug/cometchat-users \
	    ../../$(PYTHON)/pytest --quiet
	cd bindings/python && ../../$(PYTHON)/mypy
	cd bindings/python && ../../$(PYTHON)/ruff check && ../../$(PYTHON)/ruff format --check

.PHONY: test-contract
test-contract: test-c test-python
	CONTRACT_DRIVERS="$$(printf '%s\n' \
	    'c=target/c/contract_driver' \
	    'python=$(PYTHON)/python bindings/python/tests/contract_driver.py')" \
	    cargo test --features cli --test contract other_languages

.PHONY: test-swift
test-swift: build
	@if command -v swift >/dev/null; then \
	    cd bindings/swift && LD_LIBRARY_PATH=$(CURDIR)/target/release \
	        swift test --scratch-path ../../target/swift -Xlinker -L../../target/release; \
	else \
	    echo "skipped: the Swift tests, since there is no swift on PATH (.ci/run brings its own)"; \
	fi

.PHONY: test-readme
test-readme: build test-python
	cargo test --features cli --test readme -- --include-ignored

# Sanitizers and Valgrind.
.PHONY: test-slow
test-slow: build
	tests/c/run.sh target/c sanitizers valgrind

# The tests of the ABI, the client and the server under AddressSanitizer and LeakSanitizer.
.PHONY: sanitize
sanitize:
	ci/sanitize.sh

# Each fuzz target for a while: FUZZ_SECONDS, 30 if it does not say.
.PHONY: fuzz
fuzz:
	ci/fuzz.sh $(FUZZ_SECONDS)

# Every order that threads can take through the small cases; the name selects the tests.
.PHONY: loom
loom:
	RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR=target/loom cargo test --lib interleavings

.PHONY: bench
bench: build $(PYTHON)/python
	$(PYTHON)/pip install --quiet --disable-pip-version-check requests
	cargo bench --features cli --bench boundary --bench engine --bench footprint --bench http

# Lists of a million users, against SQL with the index of FTS5, which what ships leaves out. It
# takes nine minutes and 2 GB of disk.
.PHONY: bench-lists
bench-lists:
	LIBSQLITE3_FLAGS= cargo bench --bench lists

# Ten minutes of mixed load: memory flat, no descriptor left open.
.PHONY: soak
soak:
	cargo bench --features cli --bench soak

.PHONY: header
header:
	RENEW_HEADER=1 cargo test --quiet --features cli --test header

.PHONY: install
install: build
	DESTDIR="$(DESTDIR)" bindings/c/install.sh "$(PREFIX)" --libdir "$(LIBDIR)"

.PHONY: clean
clean:
	cargo clean
