/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in the stream beside the calls and has no duration: a tracepoint's record, a
 * page fault, a signal that reached a thread, the end of a thread. With the paired call, all
 * that sinks ever see.
 */
#ifndef SYSTRAIL_PAIR_MARK_H
#define SYSTRAIL_PAIR_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task/task.h"

enum mark_kind {
	MARK_TRACEPOINT, /* u.tracepoint */
	MARK_FAULT, /* u.fault */
	MARK_SIGNAL, /* u.signal: delivered to the thread */
	MARK_EXITED, /* u.exited: the thread ended by itself or with its process */
	MARK_KILLED, /* u.killed: a signal ended the process */
	MARK_GONE, /* the thread ended, and how was not seen */
};

/* Where an address lies; file NULL: it is not known where. Borrowed, not escaped. */
struct mark_place {
	uint64_t addr;
	const char
		*file; /* path of the mapped file, or `//anon`, `[heap]`, `[stack]`, `[kernel]` */
	uint64_t offset; /* in that file; 0 where it is none */
	bool exec; /* the mapping is of code */
};

struct mark {
	enum mark_kind kind;
	struct task *task;
	uint64_t time_ns;
	int cpu;
	union {
		struct {
			uint32_t id;
			const char *name; /* `system:event` */
			const void *raw; /* the tracepoint's record, borrowed */
			size_t raw_len;
		} tracepoint;
		struct {
			bool major;
			struct mark_place from; /* the instruction */
			struct mark_place to; /* the address it needed */
		} fault;
		struct {
			int signo;
			int code; /* si_code */
			int err; /* si_errno */
		} signal;
		struct {
			int status;
		} exited;
		struct {
			int signo;
		} killed;
	} u;
};

#endif
