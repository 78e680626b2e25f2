# SPDX-License-Identifier: GPL-2.0-only
#
# Builds systrail, its tests and its manual; `make help` lists targets and options.
#
# Everything made goes to $(O), where the objects mirror the source tree. tools/probe-libs looks for
# the libraries once and leaves the answer in $(O)/config.mk. Names in capitals are for the command
# line, the others are this file's own.

VERSION := 0.1.0

O      := build
PREFIX := /usr/local
LIBDIR  = $(PREFIX)/lib
CFLAGS ?= -O2 -g

#? O=DIR               build into DIR (build)
#? V=1                 show full command lines
#? CC=clang CFLAGS=-O3 another compiler, other optimisation; CPPFLAGS and LDFLAGS are added
#? WERROR=1            warnings are errors
#? SAN=address,...     build with sanitizers
#? COVERAGE=1          build for gcov
#? WITHOUT_NAME=1      leave out an optional library of tools/deps.txt
#? FUZZ_S=60 FUZZ=NAME fuzz: for so many seconds each, and only that target of tests/fuzz
#? PREFIX= DESTDIR=    where to install (/usr/local, and the root to put in front of it)
#? LIBDIR=DIR          where plugins go, in systrail/plugins (PREFIX/lib)
#? SETCAP=1            install: let users other than root trace, with file capabilities (see
#?                     PRIVILEGES in man/systrail.1)
#? GROUP=NAME          install: only root and this group may run systrail

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

ifeq ($(abspath $(O)),$(CURDIR))
$(error O= has to be another folder than that of the sources)
endif

# --- Sources ------------------------------------------------------------------------------------

# Of the files that are for one architecture only that of the compiler's target is built.
arch_x86_64  := src/arch/here_x86.c
arch_aarch64 := src/arch/here_arm64.c
machine := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null)))

sources := $(filter-out $(arch_x86_64) $(arch_aarch64),$(wildcard src/*.c src/*/*.c)) \
	   $(wildcard $(arch_$(machine)))
objects := $(sources:%.c=$(O)/%.o)
library := $(O)/libsystrail.a
library_objects := $(filter-out $(O)/src/main.o,$(objects))

# A test program is one file; what else is in tests/unit is linked into each of them.
unit_tests   := $(patsubst %.c,$(O)/%,$(wildcard tests/unit/test_*.c))
data_tests   := $(patsubst %.c,$(O)/%,$(wildcard tests/data/*.c))
test_helpers := $(patsubst %.c,$(O)/%.o,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))

# Also linked into a test; see tests/fuzz/README.md.
fuzz_names   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_objects := $(fuzz_names:%=$(O)/tests/fuzz/fuzz_%.o)
fuzzers      := $(fuzz_names:%=$(O)/tests/fuzz/fuzz_%)

tracees := $(patsubst tests/live/%.c,$(O)/tests/%,$(wildcard tests/live/tracees/*.c))
ifneq ($(machine),x86_64)
tracees := $(filter-out %_i386,$(tracees))
endif

man_pages := $(wildcard man/*.[1-8])

include plugins/plugins.mk

# --- Flags --------------------------------------------------------------------------------------

# An option that is 0 is off.
on = $(filter-out 0,$($(1)))

werror   := $(if $(call on,WERROR),-Werror)
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
	    -Wundef -Wwrite-strings -Wpointer-arith -Wno-missing-field-initializers $(werror)

sanitize   := -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
cover      := --coverage -fprofile-update=atomic -O0
instrument := $(if $(call on,SAN),$(sanitize)) $(if $(call on,COVERAGE),$(cover))

# Tried one by one; those that the compiler knows come back in config.mk as hardening. They are for
# the binary that runs in production: neither sanitizers nor a build without -O go with them.
hardening_wanted := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection \
		    -fcf-protection -mbranch-protection=standard
optimised := $(filter -O1 -O2 -O3 -Os,$(CFLAGS))
harden = $(if $(strip $(instrument)),,$(if $(optimised),$(hardening)))

compile = $(CC) -std=gnu11 -D_GNU_SOURCE -Isrc -Iinclude -I$(O) $(for_tests) $(build_cflags) $(CPPFLAGS) \
	  $(warnings) -fPIE $(harden) $(CFLAGS) $(instrument) -MMD -MP -c -o $@ $<
link = $(CC) $(CFLAGS) $(instrument) -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS) \
       -o $@ $(filter %.o,$^) $(filter %.a,$^)

# The tracees' system calls are what the tests count, so nothing is added to them; _static and _i386
# bring their own _start.
freestanding := -nostdlib -static -ffreestanding -fno-stack-protector -fno-pie
compile_tracee = $(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra $(werror) -O1 -g -pthread \
		 $(if $(filter %_static %_i386,$@),$(freestanding)) \
		 $(if $(filter %_i386,$@),-m32 -idirafter /usr/include/x86_64-linux-gnu) \
		 -MMD -MP -MF $@.d -MT $@ -o $@ $<

without := $(foreach v,$(filter WITHOUT_%,$(.VARIABLES)),$(if $(call on,$v),$(v:WITHOUT_%=%)))

# --- Helpers ------------------------------------------------------------------------------------

# $(call say,CC) before a command: its short form, or with V=1 the command itself
say = $(if $(call on,V),,@printf '  %-7s %s\n' $(1) '$(or $(2),$<)';)
# $(call quote,TEXT): one word for the shell
quote = '$(subst ','\'',$(1))'
# $(call update,COMMAND): the target becomes what COMMAND prints; touched only if that is new
update = @mkdir -p $(@D); \
	 if ! ($(1)) >$@.new; then rm -f $@.new; exit 1; fi; \
	 if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# --- Targets ------------------------------------------------------------------------------------

.PHONY: all tests check demo check-all check-unit check-data check-live run-demo bench-format bench-stats \
	fuzz fuzzers lint lint-format lint-cppcheck lint-shell lint-layers format install \
	install-plugins uninstall clean help FORCE
FORCE:

# What needs neither compiler nor libraries works without them.
bare := check demo fuzz lint% format uninstall clean help
ifneq ($(filter-out $(bare),$(or $(MAKECMDGOALS),all)),)
ifneq ($(machine),)
$(if $(arch_$(machine)),,$(error systrail runs on x86_64 and arm64; $(CC) compiles for $(machine)))
endif
include $(O)/config.mk
endif
needs_cmocka := tests check-all check-unit check-data $(O)/tests/unit/% $(O)/tests/data/%
ifneq ($(filter $(needs_cmocka),$(MAKECMDGOALS)),)
include $(O)/config-test.mk
endif

all: $(O)/systrail $(plugins) ## build systrail and its plugins (the default)

$(O)/systrail: $(O)/src/main.o $(library)
	$(call say,LD,$@) $(link) $(build_libs) -lm

$(library): $(library_objects) $(O)/library.stamp
	$(call say,AR,$@) rm -f $@ && $(AR) rcs $@ $(library_objects)

$(O)/%.o: %.c $(O)/flags.stamp | $(O)/config.h
	@mkdir -p $(@D)
	$(call say,CC) $(compile)

# Settings that are not files: NAME.stamp changes when the text of stamp_NAME does.
stamp_probe   = $(CC) $(CPPFLAGS) $(LDFLAGS) without $(without)
stamp_flags   = $(compile) $(link) $(build_libs) -lm $(compile_tracee) $(compile_plugin)
stamp_library = $(library_objects)

$(O)/%.stamp: FORCE
	$(call update,printf '%s\n' $(call quote,$(stamp_$*)))

# Libraries and compiler flags, looked for once. config-test.mk is the same for the tests' library.
probe_env = $(foreach v,CC CPPFLAGS LDFLAGS,$v=$(call quote,$($v)))

$(O)/config.mk: tools/deps.txt tools/probe-libs tools/probe-flags $(O)/probe.stamp
	$(call say,PROBE,libraries) $(probe_env) WITHOUT='$(without)' tools/probe-libs build >$@.new
	@echo hardening := $$($(probe_env) tools/probe-flags $(hardening_wanted)) >>$@.new
	@mv $@.new $@

$(O)/config-test.mk: tools/deps.txt tools/probe-libs $(O)/probe.stamp
	$(call say,PROBE,test libraries) $(probe_env) tools/probe-libs test >$@.new
	@mv $@.new $@

# The version is VERSION and, in a git tree, which commit. With --git-dir, git does not mind that
# the tree is another user's (sudo make), and without optional locks it writes nothing there.
git := GIT_OPTIONAL_LOCKS=0 git --git-dir=.git
define print_config_h
	commit=$$($(git) describe --always 2>/dev/null) && \
		test -n "$$($(git) status --porcelain -uno)" && commit=$$commit-dirty; \
	echo '/* Written by the Makefile: what is built, and with what. */'; \
	echo "#define SYSTRAIL_VERSION \"$(VERSION)$${commit:+ ($$commit)}\""; \
	echo '#define SYSTRAIL_LIBRARIES "$(build_found)"'; \
	echo '#define SYSTRAIL_PLUGIN_DIR "$(plugin_dir)"'; \
	$(foreach v,$(sort $(filter HAVE_%,$(.VARIABLES))),echo '#define $v "$($v)"';)
endef

$(O)/config.h: $(O)/config.mk FORCE
	$(call update,$(print_config_h))

# --- Tests --------------------------------------------------------------------------------------

# sudo make check and sudo make demo start from a machine that has only make: first the packages,
# then a make that can look for the libraries. What root made in somebody's tree becomes theirs, so
# that they can go on without sudo.
check: ## everything: installs what is missing (as root), builds, runs all tests
demo: ## the same way to a first trace of a real command
check demo:
	@tools/install-deps || test $$(id -u) -ne 0
	@$(MAKE) --no-print-directory $(if $(filter check,$@),check-all,run-demo); status=$$?; \
		test $$(id -u) -ne 0 || test ! -d $(O) || chown -R --reference=Makefile $(O); \
		exit $$status

tests: $(unit_tests) $(data_tests) $(tracees) $(plugins) $(test_plugins) ## build the tests, run none
tests: $(O)/tools/bench-format $(O)/tools/bench-stats

check-unit: $(unit_tests) $(plugins) $(test_plugins) ## tests of single parts, without a kernel
check-data: $(data_tests) ## recorded files replayed, without privileges
check-live: $(tracees) $(plugins) $(test_plugins) $(O)/tools/bench-format ## the real binary on this kernel; as root
check-all: tests
check-unit check-data check-live check-all: $(O)/systrail
	@O=$(O) tools/run-tests $(if $(filter check-all,$@),unit data live,$(@:check-%=%))

run-demo: $(O)/systrail
	@O=$(O) tools/demo

bench-format: $(O)/tools/bench-format ## measure what formatting a line costs
	@$< tools/bench-format.calls

bench-stats: $(O)/tools/bench-stats ## measure what counting a value costs
	@$<

$(O)/tools/bench-format $(O)/tools/bench-stats: %: %.o $(library)
	$(call say,LD,$@) $(link) $(build_libs) -lm

$(unit_tests) $(data_tests): %: %.o $(test_helpers) $(library)
	$(call say,LD,$@) $(link) $(test_libs) $(build_libs) -lm

$(O)/tests/%.o: private for_tests = -Itests $(test_cflags) $(fuzz_entry)

# For libFuzzer all targets have one name, for the test of all of them that of their file.
is_fuzz    = $(filter $@,$(fuzz_objects))
fuzz_entry = $(if $(findstring fuzzer,$(SAN)),,$(if $(is_fuzz),-DLLVMFuzzerTestOneInput=$(*F)))
$(O)/tests/unit/test_fuzz_corpus: $(fuzz_objects)

$(tracees): $(O)/tests/%: tests/live/%.c $(O)/flags.stamp
	@mkdir -p $(@D)
	$(call say,TRACEE) $(compile_tracee)

# --- Fuzzing ------------------------------------------------------------------------------------

# With objects of their own: libFuzzer is clang's, and looks at what it covers.
fuzz_clang := $(if $(findstring clang,$(CC)),$(CC),clang)

fuzz: ## look for inputs that break what reads them; see tests/fuzz/README.md
	@$(MAKE) --no-print-directory O=$(O)/fuzz CC=$(fuzz_clang) CFLAGS='-O1 -g' \
		SAN=fuzzer-no-link,address,undefined fuzzers
	@O=$(O)/fuzz tools/run-fuzz $(or $(FUZZ),$(fuzz_names))

fuzzers: $(fuzzers)

$(fuzzers): %: %.o $(library)
	$(call say,LD,$@) $(link) -fsanitize=fuzzer $(build_libs) -lm

# --- Checks of the source -----------------------------------------------------------------------

c_dirs   := $(wildcard src tests include plugins tools/probe tools/*.c)
c_files   = $(shell find $(c_dirs) -name '*.[ch]')
sh_files  = $(shell grep -lE '^\#!/bin/(ba)?sh' -r tools .ci tests plugins)

lint: lint-format lint-cppcheck lint-shell lint-layers ## look for what the compiler does not see

lint-format:
	$(call say,LINT,clang-format) clang-format --dry-run -Werror $(c_files)

# readdirCalled, getpw...Called: systrail has one thread. unknownMacro: it does not find the
# headers of tests. ctuuninitvar: takes the address of an array in an out parameter for a read of
# it. cppcheck looks into no system header, but has to know the macros of lists, which it guesses
# wrong.
queue_h   = $(firstword $(wildcard /usr/include/sys/queue.h /usr/include/*-linux-gnu/sys/queue.h))
cppcheck  = cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability \
	    --suppress=readdirCalled --suppress=getpwnamCalled --suppress=getpwuidCalled \
	    --suppress=getpwentCalled --suppress=ctuuninitvar --suppress=unknownMacro:tests/* \
	    --inline-suppr $(addprefix --include=,$(queue_h)) --std=c11 --library=posix,gnu \
	    -D_GNU_SOURCE -D__x86_64__ -Isrc -Iinclude $(c_dirs)

lint-cppcheck:
	$(call say,LINT,cppcheck) $(cppcheck)

lint-shell:
	$(call say,LINT,shell) for f in $(sh_files); do bash -n $$f || exit 1; done
	@if command -v shellcheck >/dev/null; then shellcheck $(sh_files); fi

lint-layers:
	$(call say,LINT,layers) tools/check-layers

format: ## bring the C files into the house style
	clang-format -i $(c_files)

# --- Installing ---------------------------------------------------------------------------------

bin_dir := $(DESTDIR)$(PREFIX)/bin
man_dir := $(DESTDIR)$(PREFIX)/share/man
include_dir := $(DESTDIR)$(PREFIX)/include
# man/systrail.1 -> .../man1/systrail.1
installed_man := $(foreach p,$(man_pages),$(man_dir)/man$(subst .,,$(suffix $p))/$(notdir $p))

installed_plugins := $(foreach p,$(plugins),$(DESTDIR)$(plugin_dir)/$(notdir $p))

# What each is for is in man/systrail.1. They are permitted, and not in effect (=p): systrail takes
# them when it has opened what the user named, and starts also where some of them cannot be had.
capabilities := cap_perfmon,cap_dac_read_search,cap_sys_ptrace,cap_ipc_lock
setcap := PATH=$$PATH:/usr/sbin:/sbin setcap
# setcap tells itself what went wrong, but not where it comes from.
define set_capabilities
	@$(setcap) $(capabilities)=p $(bin_dir)/systrail; status=$$?; test $$status -ne 127 || \
		echo 'SETCAP=1 needs setcap (Debian: libcap2-bin, Fedora: libcap)' >&2; exit $$status
endef

# To give it to another group later would take the capabilities away.
install: all install-plugins ## install the program, its plugins and its manual under PREFIX
	install -D $(if $(GROUP),-g $(GROUP) -m 750,-m 755) $(O)/systrail $(bin_dir)/systrail
	$(if $(call on,SETCAP),$(set_capabilities))
	$(foreach p,$(installed_man),install -D -m 644 man/$(notdir $p) $p &&) true

install-plugins: $(plugins) ## only the plugins, and the header that plugins need
	install -D -m 644 include/systrail/plugin.h $(include_dir)/systrail/plugin.h
	$(foreach p,$(installed_plugins),install -D -m 644 $(O)/plugins/$(notdir $p) $p &&) true

uninstall: ## remove them again
	rm -f $(bin_dir)/systrail $(include_dir)/systrail/plugin.h $(installed_plugins) \
		$(installed_man)

# Not $(O) as a whole: somebody may have given O= a folder that holds more.
clean: ## remove what was built
	$(call say,CLEAN,$(O)) rm -rf $(O)/src $(O)/tests $(O)/tools $(O)/plugins $(O)/systrail $(library) \
		$(O)/*.stamp $(O)/config.h $(O)/config.mk $(O)/config-test.mk $(O)/*.new \
		$(O)/fuzz
	@rmdir $(O) 2>/dev/null || true

help: ## this text
	@echo 'make [OPTION=VALUE...] [TARGET...]'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-19s %s\n", $$1, $$2 }' Makefile
	@sed -n 's/^#?/ /p' Makefile

-include $(objects:.o=.d) $(fuzz_objects:.o=.d) $(test_helpers:.o=.d) $(unit_tests:=.d) $(data_tests:=.d) $(tracees:=.d) \
	 $(O)/tools/bench-format.d
