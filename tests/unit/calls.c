/* SPDX-License-Identifier: GPL-2.0-only */
/* Argument lists as tracefs of a 6.x kernel gives them; see calls.h. */
#include "unit/calls.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *name;
	struct syscall_shape shape;
} shapes[] = {
	{ "brk", { 1, { { "unsigned long", "brk" } } } },
	{ "chmod", { 2, { { "const char *", "filename" }, { "umode_t", "mode" } } } },
	{ "clone",
	  { 5,
	    { { "unsigned long", "clone_flags" },
	      { "unsigned long", "newsp" },
	      { "int *", "parent_tidptr" },
	      { "int *", "child_tidptr" },
	      { "unsigned long", "tls" } } } },
	{ "close", { 1, { { "unsigned int", "fd" } } } },
	{ "execve",
	  { 3,
	    { { "const char *", "filename" },
	      { "const char *const *", "argv" },
	      { "const char *const *", "envp" } } } },
	{ "exit", { 1, { { "int", "error_code" } } } },
	{ "exit_group", { 1, { { "int", "error_code" } } } },
	{ "futex",
	  { 6,
	    { { "u32 *", "uaddr" },
	      { "int", "op" },
	      { "u32", "val" },
	      { "const struct __kernel_timespec *", "utime" },
	      { "u32 *", "uaddr2" },
	      { "u32", "val3" } } } },
	{ "getpid", { 0, { { 0 } } } },
	{ "kill", { 2, { { "pid_t", "pid" }, { "int", "sig" } } } },
	{ "lseek",
	  { 3,
	    { { "unsigned int", "fd" }, { "off_t", "offset" }, { "unsigned int", "whence" } } } },
	{ "mmap",
	  { 6,
	    { { "unsigned long", "addr" },
	      { "unsigned long", "len" },
	      { "unsigned long", "prot" },
	      { "unsigned long", "flags" },
	      { "unsigned long", "fd" },
	      { "unsigned long", "off" } } } },
	{ "nanosleep",
	  { 2,
	    { { "struct __kernel_timespec *", "rqtp" },
	      { "struct __kernel_timespec *", "rmtp" } } } },
	{ "openat",
	  { 4,
	    { { "int", "dfd" },
	      { "const char *", "filename" },
	      { "int", "flags" },
	      { "umode_t", "mode" } } } },
	{ "read", { 3, { { "unsigned int", "fd" }, { "char *", "buf" }, { "size_t", "count" } } } },
	{ "restart_syscall", { 0, { { 0 } } } },
	{ "rt_sigreturn", { 0, { { 0 } } } },
	{ "setuid", { 1, { { "uid_t", "uid" } } } },
	{ "wait4",
	  { 4,
	    { { "pid_t", "upid" },
	      { "int *", "stat_addr" },
	      { "int", "options" },
	      { "struct rusage *", "ru" } } } },
	{ "write",
	  { 3, { { "unsigned int", "fd" }, { "const char *", "buf" }, { "size_t", "count" } } } },
};

static int shape_of(void *arg, const char *name, struct syscall_shape *shape)
{
	(void)arg;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (!strcmp(shapes[i].name, name)) {
			*shape = shapes[i].shape;
			return 0;
		}
	}
	return -ENOENT;
}

struct syscall_table *calls_table(void)
{
	return syscall_table_new(shape_of, NULL);
}

int64_t calls_nr(struct syscall_table *t, enum abi abi, const char *name)
{
	for (int64_t nr = 0; nr < 1024; nr++) {
		const struct syscall_desc *d = syscall_get(t, abi, nr);

		if (d->name && !strcmp(d->name, name))
			return nr;
	}
	return -1;
}

enum abi calls_abi32(void)
{
	return arch_native_abi() == ABI_X86_64 ? ABI_I386 : ABI_ARM;
}
