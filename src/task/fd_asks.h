/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions for the names of fds, and when to believe the answers.
 *
 * A question is an fd of a table and the file that stands in its slot. It is put to /proc at
 * some moment later; by then the fd may be another file's, about which the records have not come
 * yet. So the answer waits until all records up to that moment have come, and is believed if the
 * same file stands in the slot still.
 */
#ifndef SYSTRAIL_TASK_FD_ASKS_H
#define SYSTRAIL_TASK_FD_ASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "task/fd_file.h"
#include "task/fd_look.h"
#include "task/fd_table.h"

/* Of more questions the oldest are dropped; they come again when the fd is used again. */
enum { FD_ASKS_MAX = 256 };

struct fd_asks;

/* @look is borrowed; NULL: all answers are told. NULL when memory is short. */
struct fd_asks *fd_asks_new(enum fd_names names, const struct fd_look *look);
void fd_asks_free(struct fd_asks *a);

/* @file stands in the slot @fd of @table, and its name is wanted. */
void fd_asks_add(struct fd_asks *a, struct fd_table *table, int fd, struct fd_file *file);

/* All fds that the thread @table->tid has open are wanted. Returns 0 or -errno. */
int fd_asks_add_all(struct fd_asks *a, struct fd_table *table);

/* The thread through which @table was looked at is gone, or the table itself. */
void fd_asks_cancel(struct fd_asks *a, const struct fd_table *table);

/* All answers, and questions. */
void fd_asks_cancel_all(struct fd_asks *a);

/* Puts the questions to /proc. */
void fd_asks_resolve(struct fd_asks *a);

/* By the clock of the answers. */
uint64_t fd_asks_now_ns(const struct fd_asks *a);

/*
 * The moment of the earliest answer; UINT64_MAX: there is none. When all records up to it have
 * come, fd_asks_pass() is to be called.
 */
uint64_t fd_asks_next_ns(const struct fd_asks *a);

/* What a recording says that an fd was (EVENT_FD), at some moment between begin_ns and end_ns. */
struct fd_told {
	uint64_t begin_ns;
	uint64_t end_ns;
	int pid;
	int fd;
	enum fd_at_exec at_exec;
	const char *link; /* as in /proc/PID/fd; not terminated */
	size_t link_len;
	const char *name; /* of a socket, by protocol and ends; not terminated */
	size_t name_len; /* 0: there is none */
	bool ends; /* @name tells the ends */
	bool foreign; /* @name holds what somebody chose */
};

/* Such an answer about @table, which is believed, or not, at once: the records have come. */
void fd_asks_tell(const struct fd_asks *a, struct fd_table *table, const struct fd_told *told);

/* All records before @now_ns have come: answers of before are believed or dropped. */
void fd_asks_pass(struct fd_asks *a, uint64_t now_ns);

#endif
