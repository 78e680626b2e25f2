/* SPDX-License-Identifier: GPL-2.0-only */
/* The classes of system calls by name; see classes.h. Who is in them, calls.h says. */
#include "syscall/classes.h"

#include <string.h>

#include "syscall/syscall.h"

/* clang-format off */
static const struct syscall_class_row rows[] = {
	{ "%desc", IN_DESC, true, "use file descriptors" },
	{ "%file", IN_FILE, true, "take a file name" },
	{ "%memory", IN_MEMORY, true, "map memory, or change how it is mapped" },
	{ "%process", IN_PROCESS, true, "start, end or wait for processes" },
	{ "%signal", IN_SIGNAL, true, "send, wait for or handle signals" },
	{ "%network", IN_NETWORK, true, "are about sockets" },
	{ "%ipc", IN_IPC, true, "are about System V IPC" },
	{ "%creds", IN_CREDS, false, "read or change user and group ids and capabilities" },
	{ "%clock", IN_CLOCK, false, "read or set clocks" },
	{ "%stat", IN_STAT, false, "are stat() or a variant of it" },
	{ "%lstat", IN_LSTAT, false, "are lstat() or a variant of it" },
	{ "%fstat", IN_FSTAT, false, "are fstat(), fstatat(), statx() or a variant of them" },
	{ "%%stat", IN_STAT_LIKE, false, "tell the status of a file" },
	{ "%statfs", IN_STATFS, false, "are statfs() or a variant of it" },
	{ "%fstatfs", IN_FSTATFS, false, "are fstatfs() or a variant of it" },
	{ "%%statfs", IN_STATFS_LIKE, false, "tell the status of a file system" },
	{ "%pure", IN_PURE, false, "take no arguments and always succeed" },
};
/* clang-format on */

enum { ROW_CNT = sizeof(rows) / sizeof(*rows) };

const struct syscall_class_row *syscall_class_at(size_t idx)
{
	return idx < ROW_CNT ? &rows[idx] : NULL;
}

static bool is(const char *name, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(name, word, len);
}

const struct syscall_class_row *syscall_class_find(const char *name, size_t len)
{
	if (is(name, len, "%net") || is(name, len, "net"))
		return syscall_class_find("%network", strlen("%network"));
	for (int i = 0; i < ROW_CNT; i++)
		if (is(name, len, rows[i].name) || is(name, len, rows[i].name + 1))
			return &rows[i];
	return NULL;
}
