/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each system call is: its name, its arguments and what they mean, its result, its
 * classes, and what it does to the process that makes it. The key is the number and the ABI
 * together; the facts are the rows of calls.h, and cost nothing but a load to find.
 */
#ifndef SYSTRAIL_SYSCALL_SYSCALL_H
#define SYSTRAIL_SYSCALL_SYSCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/arch.h"
#include "syscall/const_set.h"

enum { SYSCALL_ARGS_MAX = 6 };

enum arg_kind {
	ARG_SKIP, /* in a variant: means nothing there */
	/* Numbers */
	ARG_INT, /* signed, 32 bits */
	ARG_UINT, /* unsigned, 32 bits */
	ARG_LONG, /* signed, a register wide */
	ARG_ULONG, /* unsigned, a register wide; sizes */
	ARG_HEX, /* unsigned, 32 bits, in hex */
	/* Words */
	ARG_MODE, /* permission bits, in octal */
	ARG_ENUM, /* a value of @set */
	ARG_FLAGS, /* values of @set, or-ed */
	ARG_SIGNAL, /* a signal number */
	ARG_DEV, /* a device number */
	ARG_IOCTL, /* a request of ioctl() */
	ARG_SIGMASK, /* signals as bits of a word: the old calls of i386 */
	/* Who and what */
	ARG_PID, /* a process, thread or group; shown with its comm */
	ARG_UID, /* a user or group, -1 for none */
	ARG_UID16, /* the same in 16 bits: old calls of i386 */
	ARG_FD, /* a file descriptor */
	ARG_DIRFD, /* a file descriptor or AT_FDCWD */
	/* Addresses, in hex unless what they point to came along; all of these stay last */
	ARG_PTR, /* of nothing that can be shown, or not even an address: in hex */
	ARG_PATH, /* of a NUL-terminated path */
	ARG_STR, /* of another NUL-terminated string */
	ARG_BUF, /* of bytes */
	ARG_STRUCT, /* of a struct, or an array of them */
	ARG_KIND_CNT,
};

enum ret_kind {
	RET_INT,
	RET_NONE, /* 0 or an error, nothing else */
	RET_BYTES, /* a count of bytes */
	RET_READY, /* how many are ready; 0: time ran out */
	RET_PTR, /* an address, in hex */
	RET_PID, /* a process or thread, shown with its comm */
	RET_FD, /* a file descriptor */
	RET_MODE, /* permission bits, in octal */
	RET_ENUM, /* a value of @set */
	RET_FLAGS, /* values of @set, or-ed */
	RET_UID, /* a user or group */
	RET_SIGNAL, /* a signal number */
};

enum syscall_trait {
	SYSCALL_NO_RETURN = 1 << 0, /* exit, exit_group: there is no exit record */
	SYSCALL_SIGRETURN = 1 << 1, /* "returns" into what a signal had interrupted */
	SYSCALL_EXEC = 1 << 2, /* replaces the program; may change the tid */
	SYSCALL_FORKS = 1 << 3, /* returns a second time, in the child, with 0 */
	SYSCALL_SETS_UID = 1 << 4, /* may change the effective user of the thread */
	SYSCALL_ENDS_PROCESS = 1 << 5, /* all its threads, not only the one that makes the call */
	SYSCALL_SETS_COMM = 1 << 6, /* may change the name of the thread */
};

/* The classes of strace(1), `-e trace=%CLASS`, with strace's contents. */
enum syscall_class {
	IN_DESC = 1 << 0, /* uses file descriptors */
	IN_FILE = 1 << 1, /* takes a file name */
	IN_MEMORY = 1 << 2,
	IN_PROCESS = 1 << 3,
	IN_SIGNAL = 1 << 4,
	IN_NETWORK = 1 << 5,
	IN_IPC = 1 << 6,
	IN_CREDS = 1 << 7,
	IN_CLOCK = 1 << 8,
	IN_STAT = 1 << 9,
	IN_LSTAT = 1 << 10,
	IN_FSTAT = 1 << 11,
	IN_STAT_LIKE = 1 << 12,
	IN_STATFS = 1 << 13,
	IN_FSTATFS = 1 << 14,
	IN_STATFS_LIKE = 1 << 15,
	IN_PURE = 1 << 16, /* always succeeds and has no arguments */
};

/* What a call does to the file descriptors (or another state) of its process. */
enum effect_kind {
	DOES_NOTHING,
	DOES_OPEN, /* the result is a new fd, of a file that has a path */
	DOES_SOCKET, /* the result is a new fd, of a socket */
	DOES_ANON, /* the result is a new fd, of something that only has a kind: @what */
	DOES_DUP, /* the result is a copy of fd args[0] */
	DOES_DUP_TO, /* dup2, dup3: fd args[1] becomes a copy of fd args[0] */
	DOES_FCNTL, /* copies an fd, or changes its close-on-exec, by args[1] */
	DOES_IOCTL, /* changes close-on-exec, by args[1] */
	DOES_CLOSE, /* fd args[0] is gone */
	DOES_CLOSE_RANGE,
	DOES_UNSHARE, /* the table of fds may become a copy, by args[0] */
	DOES_CONNECT, /* the socket fd args[0] gets another end: connect, bind, listen */
	DOES_CLONE, /* the child shares the fds, or has a copy, by args[0] */
	DOES_URING, /* fds may be opened and closed without a system call from now on */
	DOES_CHDIR, /* the working directory becomes another */
};

struct syscall_effect {
	uint8_t kind; /* enum effect_kind */
	uint8_t flags_arg; /* the argument with the flag for close-on-exec, if there is one: */
	uint32_t cloexec; /* the flag; 0: none; ~0: always close-on-exec */
	const char *what; /* DOES_ANON: as /proc/PID/fd names it: "anon_inode:[eventfd]" */
};

struct syscall_arg {
	const char *name; /* as in the kernel's format files */
	uint8_t kind; /* enum arg_kind */
	uint8_t size_arg; /* BUF, STRUCT: 1 + index of the argument with the size or count */
	uint8_t when_arg; /* means something only when args[when_arg] & when_mask, */
	bool when_not; /* or only when not */
	uint32_t when_mask; /* 0: always */
	bool wide; /* ENUM, FLAGS: all of the register counts, not 32 bits of it */
	bool out; /* an address that the kernel writes to; both ways: in and out */
	bool in;
	/*
	 * STRUCT, PTR: in it, or where its elements point to, are the bytes that the result counts,
	 * and they come out of (go into) what an fd of the call stands for. Of a BUF that is clear.
	 */
	bool data_out;
	bool data_in;
	bool show_zero; /* also zero is shown, as perf trace does */
	uint8_t name_len; /* in bytes, for nobody has the time to count */
	const struct const_set *set; /* ENUM, FLAGS */
	const char *type; /* STRUCT: "timespec"; arrays: "iovec[]" */
};

struct syscall_ret {
	enum ret_kind kind;
	const struct const_set *set; /* ENUM, FLAGS */
};

/* What the arguments behind the selector (fcntl's cmd) mean for one value of it. */
struct syscall_variant {
	uint64_t value;
	const char *name; /* of the value, without prefix; a test compares it with the set */
	uint8_t arg_cnt; /* of those behind the selector */
	bool has_ret; /* the result is @ret and not that of the call */
	struct syscall_ret ret;
	struct syscall_arg args[SYSCALL_ARGS_MAX - 1];
};

struct syscall_variants {
	uint8_t selector; /* index of the argument that selects */
	uint32_t mask; /* the bits of it that do */
	unsigned int row_cnt;
	const struct syscall_variant *rows; /* in ascending order of value */
};

struct syscall_desc {
	const char *name; /* NULL: a number that nothing knows */
	struct syscall_ret ret;
	uint32_t classes; /* enum syscall_class */
	uint8_t traits; /* enum syscall_trait */
	uint8_t arg_cnt;
	uint8_t name_len;
	struct syscall_effect does;
	const struct syscall_variants *variants; /* or NULL */
	struct syscall_arg args[SYSCALL_ARGS_MAX];
};

/*
 * The description of call @nr of @abi; never NULL, and static. A number that we have no name
 * for gets one without a name and with six arguments.
 */
const struct syscall_desc *syscall_get(enum abi abi, int64_t nr);

/* How many numbers an ABI can have: syscall_get() knows nothing from here on. */
enum { SYSCALL_NR_LIMIT = 1024 };

/* All descriptions, whichever ABI they are for; NULL behind the last. */
const struct syscall_desc *syscall_at(size_t idx);

/*
 * What kind of thing an argument or a result is, in one word: the name of its set
 * ("open_flags"), the type of its struct ("iovec[]"), or "fd", "path", "int".
 */
const char *syscall_kind_name(const struct syscall_arg *arg);
const char *syscall_ret_name(const struct syscall_ret *ret);

/* The arguments of one call, as its own values say. */
struct syscall_args {
	unsigned int cnt;
	const struct syscall_arg *arg[SYSCALL_ARGS_MAX]; /* NULL: means nothing in this call */
	struct syscall_ret ret;
};

/* Fills @out with what the arguments @args of a call of @d mean. */
void syscall_args_of(const struct syscall_desc *d, const uint64_t *args, struct syscall_args *out);

#endif
