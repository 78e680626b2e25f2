/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first two of the five types: a raw record, as the kernel laid it down, and the
 * event that is decoded from it.
 */
#ifndef SYSTRAIL_DECODE_EVENT_H
#define SYSTRAIL_DECODE_EVENT_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>

#include "arch/arch.h"
#include "syscall/syscall.h"

/*
 * Record types of our own, beside PERF_RECORD_*; never seen in a ring. They live above the
 * range that perf uses for its user-space records.
 */
enum {
	/* The ring was full: what the kernel dropped behind the last record is unknown. */
	RECORD_GAP = 0x10000,
	/* A thread found inside a call when we attached; struct record_inflight. */
	RECORD_INFLIGHT,
	/* The comm of a thread found when we attached; struct record_found. */
	RECORD_FOUND,
};

struct decode_layout;

/* Borrowed bytes: valid until the source is asked for the next one. */
struct record {
	const struct perf_event_header *hdr;
	const struct decode_layout *layout; /* of the event that wrote it */
	uint64_t time_ns;
	int cpu; /* of the ring it came through; -1: none */
	/*
	 * Between a RECORD_GAP of some ring and what ends it: at this time records of any
	 * thread may be missing.
	 */
	bool in_loss;
	bool major; /* of a page fault: it had to wait for a disk */
};

struct record_found {
	struct perf_event_header hdr;
	int32_t pid;
	int32_t tid;
	char comm[16];
};

/*
 * The thread was in this call at some moment between two: the one that the record is sorted
 * by, and after_ns, which becomes the time of the event.
 */
struct record_inflight {
	struct perf_event_header hdr;
	uint64_t after_ns;
	int32_t pid;
	int32_t tid;
	int32_t abi;
	int64_t nr;
	uint64_t args[SYSCALL_ARGS_MAX];
};

enum event_kind {
	EVENT_OTHER, /* nothing that we use */
	EVENT_ENTER,
	EVENT_EXIT,
	EVENT_INFLIGHT, /* u.enter; the thread was inside already */
	EVENT_FOUND, /* u.found; the thread was there already */
	EVENT_COMM,
	EVENT_FORK,
	EVENT_TASK_EXIT,
	EVENT_LOST,
	EVENT_TRACEPOINT, /* another than the two of system calls */
	EVENT_FAULT,
	EVENT_MMAP,
	EVENT_CGROUP,
	EVENT_FD, /* u.fd; it was open already. Only in recordings, see perfdata/riders.h */
	EVENT_CONTAINER, /* the same */
};

/* Pointers borrow from the record. */
struct event {
	enum event_kind kind;
	int cpu;
	int pid;
	int tid;
	uint64_t time_ns;
	bool in_loss; /* as in the record */
	uint64_t cgroup_id; /* of the thread, where samples tell it (PERF_SAMPLE_CGROUP); else 0 */
	union {
		struct {
			int64_t nr;
			enum abi abi;
			uint64_t args[SYSCALL_ARGS_MAX];
		} enter;
		struct {
			int64_t nr;
			int64_t ret;
		} exit;
		struct {
			const char *name; /* NUL-terminated */
			bool by_exec;
		} comm;
		struct {
			const char *name; /* NUL-terminated */
			/* Where a recording tells: effective user, or -1, and cgroup, or 0. */
			int64_t uid;
			uint64_t cgroup_id;
		} found;
		struct {
			int parent_tid;
		} fork;
		struct {
			uint64_t cnt; /* 0: perhaps some; see RECORD_GAP */
		} lost;
		struct {
			uint32_t id;
			const void *raw; /* the tracepoint's own record */
			size_t raw_len;
		} tracepoint;
		struct {
			uint64_t ip;
			uint64_t addr;
			bool major;
		} fault;
		struct {
			uint64_t addr;
			uint64_t len;
			uint64_t pgoff;
			const char *file; /* NUL-terminated */
			bool exec;
		} mmap;
		struct {
			uint64_t id;
			const char *path; /* NUL-terminated, from the root of the hierarchy */
		} cgroup;
		struct {
			uint64_t
				begin_ns; /* it was so at a moment between this and the event's time */
			int fd;
			unsigned int flags; /* enum rider_fd_flags */
			const char *link; /* as in /proc/PID/fd; not terminated */
			size_t link_len;
			const char *name; /* of a socket with its ends; not terminated */
			size_t name_len; /* 0: there is none */
		} fd;
		struct {
			uint64_t cgroup_id;
			const char *id; /* not terminated, as the other two */
			const char *name;
			const char *pod;
			uint16_t id_len;
			uint16_t name_len;
			uint16_t pod_len;
		} container;
	} u;
};

#endif
