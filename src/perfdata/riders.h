/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What we know and perf has no record for: our own records, which ride along in the data as
 * PERFDATA_RECORD_EVENT_TYPE, because every perf skips that. All numbers are little-endian; a
 * record's size is a multiple of 8. Readers skip kinds, and bytes at the end, that they do not know.
 */
#ifndef SYSTRAIL_PERFDATA_RIDERS_H
#define SYSTRAIL_PERFDATA_RIDERS_H

#include "perfdata/format.h"

/* "SYSTRAIL" as bytes, behind the header of the record. */
#define RIDER_MAGIC 0x4c49415254535953ull

/* "SYSTRIDX": it is a struct rider_index. */
#define RIDER_INDEX_MAGIC 0x5844495254535953ull

/*
 * A checkpoint, see writer.h. Header and magic are where the index of the feature sections has
 * that of PERFDATA_RESERVED; the others follow, up to the end of the record.
 */
struct rider_index {
	struct perf_event_header hdr;
	uint64_t magic;
	struct perfdata_section sections[];
};

enum rider_kind {
	RIDER_BEGIN = 2, /* struct rider_begin, the first */
	RIDER_THREAD = 3, /* struct rider_thread: it was there before us */
	RIDER_INFLIGHT = 4, /* struct rider_inflight: it was in that call already */
	RIDER_FD = 5, /* struct rider_fd: a file descriptor that was open already */
	RIDER_CONTAINER = 6, /* struct rider_container */
	RIDER_LOSS = 7, /* struct rider_loss: of one CPU, at the end */
	/*
	 * struct rider: the recording ended in order at time_ns. Samples from behind it are to be
	 * dropped: the events were stopped one after the other.
	 */
	RIDER_END = 8,
	RIDER_TARGET = 9, /* struct rider_target */
	RIDER_CHOICE = 10, /* struct rider_choice, in front of RIDER_BEGIN */
};

struct rider {
	struct perf_event_header hdr;
	uint64_t magic;
	uint32_t kind; /* enum rider_kind */
	uint32_t reserved;
	uint64_t time_ns; /* by the clock of the samples: where among them it belongs */
};

/*
 * What the user asked for, where it narrows what is recorded: besides, calls are recorded that a
 * reader has to know of. Behind the struct words `option=argument`, each with its NUL.
 */
struct rider_choice {
	struct rider r;
	uint64_t len; /* of the words */
};

/* What is known of the whole recording. */
struct rider_begin {
	struct rider r;
	uint32_t flags; /* enum rider_flags */
	uint32_t reserved;
	char native_abi[16]; /* of the machine: `x86_64`, NUL-terminated */
	/*
	 * Samples from before it are to be dropped: not all events recorded yet. (What tells of
	 * tasks counts.)
	 */
	uint64_t begin_ns;
	/* Events with a lower id are of all threads, whoever is traced; 0: none is. */
	uint64_t first_target_id;
	/* With RIDER_MEMBERS, /proc was listed between these two, see capture/members.h. */
	uint64_t enabled_ns;
	uint64_t listed_ns;
};

enum rider_flags {
	/* Every thread that shares fds with a recorded one is recorded, all the time. */
	RIDER_SEES_ALL_FDS = 1 << 0,
	/* System calls were recorded; which of them, the attrs tell no more. */
	RIDER_CALLS = 1 << 1,
	RIDER_SIGNALS = 1 << 2, /* and what tells of signals and the ends of threads */
	RIDER_INITIAL_PID_NS = 1 << 3, /* pids in tracepoints are the same numbers as in records */
	/*
	 * The kernel filtered by the numbers of native_abi: of programs of another ABI calls are
	 * missing that have to be known of (source_widen() is not possible).
	 */
	RIDER_NARROW = 1 << 4,
	/* A thread may be recorded twice; which events are its own, capture/owners tells. */
	RIDER_OWNERS = 1 << 5,
	/* All threads are recorded; which of them are meant, capture/members tells. */
	RIDER_MEMBERS = 1 << 6,
	RIDER_INHERIT = 1 << 7, /* with RIDER_MEMBERS: who is started by a member is one */
	RIDER_WHOLE = 1 << 8, /* with RIDER_MEMBERS: as struct members has it */
};

struct rider_thread {
	struct rider r;
	int32_t pid;
	int32_t tid;
	int64_t uid; /* effective; -1: not known */
	uint64_t cgroup_id; /* 0: not known */
	char comm[16]; /* NUL-terminated */
};

/*
 * A thread that was chosen, or was not. They come right behind RIDER_BEGIN, those with events of
 * their own in the order of these.
 */
struct rider_target {
	struct rider r;
	int32_t pid;
	int32_t tid;
	uint32_t what; /* enum rider_target_what */
	uint32_t reserved;
	uint64_t first_id; /* with RIDER_OWNERS: owners_attach(tid, first_id) */
};

enum rider_target_what {
	RIDER_TARGET_OWNER = 1, /* it has events of its own, of that id and higher */
	RIDER_TARGET_MEMBER = 2, /* of RIDER_MEMBERS: it is one from the start */
	RIDER_TARGET_LEFT_OUT = 3, /* it may be recorded, but is not to be shown, until it ends */
};

/* At some moment between time_ns and after_ns; see struct record_inflight. */
struct rider_inflight {
	struct rider r;
	uint64_t after_ns;
	int32_t pid;
	int32_t tid;
	char abi[8]; /* `x86_64`, NUL-terminated */
	int64_t nr;
	uint64_t args[6];
};

/* fd @fd of process @pid was this at some moment between begin_ns and time_ns. */
struct rider_fd {
	struct rider r;
	uint64_t begin_ns;
	int32_t pid;
	int32_t fd;
	uint32_t flags; /* enum rider_fd_flags */
	uint16_t link_len; /* bytes behind the struct: as in /proc/PID/fd, no NUL; */
	uint16_t name_len; /* and behind these: the ends of a socket, or nothing */
};

enum rider_fd_flags {
	RIDER_FD_CLOEXEC = 1 << 0,
	RIDER_FD_KNOWS_CLOEXEC = 1 << 1,
	RIDER_FD_ENDS = 1 << 2, /* the name tells the ends of a socket */
	RIDER_FD_FOREIGN = 1 << 3, /* the name holds what somebody chose */
};

/* The container whose cgroup has that id. Strings behind the struct, each with its length, no NUL. */
struct rider_container {
	struct rider r;
	uint64_t cgroup_id;
	uint16_t id_len;
	uint16_t name_len;
	uint16_t pod_len;
	uint16_t reserved;
};

struct rider_loss {
	struct rider r;
	int32_t cpu;
	uint32_t exact; /* 0: the kernel counts by ring only, all is in other_cnt */
	uint64_t exit_cnt;
	uint64_t other_cnt;
};

#endif
