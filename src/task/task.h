/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads: who they are (pid, tid, comm) and which system call each is in.
 *
 * A thread enters the table by a FORK record or when it is first seen, and its comm is
 * read from /proc only when no record told it. A dead thread is kept for a while, so that
 * its parent's wait4() can still show its name, and memory stays bounded.
 */
#ifndef SYSTRAIL_TASK_TASK_H
#define SYSTRAIL_TASK_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syscall/syscall.h"

/* The kernel's PID_MAX_LIMIT on 64 bits (include/linux/threads.h): tids lie below. */
enum { TASK_TID_LIMIT = 4 * 1024 * 1024 };

enum { TASK_COMM_BYTES = 16 }; /* TASK_COMM_LEN, with the final NUL */

/* The call that a thread is in; pair/ is the only writer. */
struct task_call {
	const struct syscall_desc *desc; /* NULL: in none */
	enum abi abi; /* of this call, or of the last one */
	int64_t nr;
	uint64_t enter_ns;
	uint64_t seen_ns; /* of the thread's last enter or exit; 0: there was none yet */
	bool since_attach; /* the thread was inside already; enter_ns is when we saw it */
	bool execed; /* exec has replaced the program; what comes next is its exit */
	int cpu;
	uint64_t loss_cnt; /* losses known when it was entered; see pair_lost() */
	uint64_t args[SYSCALL_ARGS_MAX];
};

struct fd_file;
struct fd_table;
struct cgroup;
struct maps;

/*
 * The file descriptors of a thread's process, and those that its call has named: the one that
 * it is in or, until the next one, that it was in last. task/fds is the only writer.
 */
struct task_fds {
	struct fd_table *table; /* shared by those who share the fds; NULL: not needed yet */
	/* By argument; NULL: not an fd, or nothing is known. There is a reference to each. */
	struct fd_file *file[SYSCALL_ARGS_MAX];
	uint8_t held; /* bits: where there is one */
	uint8_t proves; /* bits: which of them the call can only succeed with if the fd is open */
	bool closing; /* the call closes fds, or makes them something else: these */
	int closing_first;
	int closing_last;
};

/* How a thread will end, as far as calls and signals told; pair/fate is the only writer. */
struct task_fate {
	uint8_t kind; /* enum fate_kind */
	int value; /* exit status or signal */
	/* Of the process, in its leader's task: */
	uint8_t group_kind;
	uint8_t sent; /* the last signal sent that may have killed it; 0: none */
	int group_value;
};

/* Whoever keeps something for each thread has a slot of its own in struct task. */
enum task_slot {
	TASK_SLOT_PRINT,
	TASK_SLOT_SUMMARY,
	TASK_SLOT_CNT,
};

struct task {
	int pid;
	int tid;
	bool dead;
	bool recorded; /* of a recording: what /proc says is of others, who may be of another machine */
	char comm[TASK_COMM_BYTES];
	/* `comm/tid `, escaped, made once a change and not once a line; the tid at an offset. */
	unsigned int label_len;
	unsigned int label_tid;
	char label[4 * TASK_COMM_BYTES + 16];
	struct task_call call;
	struct task_fds fds;
	struct task_fate fate;
	uint64_t runtime_ns; /* on a CPU, as far as records told (--sched) */
	int64_t uid; /* effective user, -1: not known; see task/creds.h */
	uint64_t
		cgroup_id; /* of its last record, where records tell it (PERF_SAMPLE_CGROUP); 0: not known */
	const struct cgroup *cgroup; /* the same, looked up; NULL: not known */
	struct maps
		*maps; /* of its process, where somebody needs them; task/maps is the only writer */
	void *slot[TASK_SLOT_CNT];
	struct task *grave_next;
};

struct task_table;

/*
 * @use_proc: a comm that no record told may be read from /proc (a live trace on this
 * machine). NULL when memory is short.
 */
struct task_table *task_table_new(bool use_proc);
void task_table_free(struct task_table *tt);

/* The thread, dead or alive, or NULL. Borrowed. */
struct task *task_find(const struct task_table *tt, int tid);

/* The living thread, made if need be. NULL for a tid that cannot be, or without memory. */
struct task *task_get(struct task_table *tt, int pid, int tid);

/*
 * A thread was born: it starts with its parent's comm. No living thread has the tid. As
 * task_get().
 */
struct task *task_fork(struct task_table *tt, int pid, int tid, int parent_tid);

/* Copies at most TASK_COMM_BYTES - 1 bytes of @comm. */
void task_set_comm(struct task *t, const char *comm);

/* The thread is gone and nobody needs its slots; the task stays findable for a while. */
void task_bury(struct task_table *tt, struct task *t);

/*
 * exec by a thread that is not the leader: the kernel gives it the leader's tid
 * (de_thread() in fs/exec.c), so @t goes on as its pid. No living thread has that tid.
 */
void task_become_leader(struct task_table *tt, struct task *t);

/* The first living thread with a tid of at least @tid, or NULL. */
struct task *task_next_from(const struct task_table *tt, int tid);

/* The next living thread behind @prev (NULL: the first), or NULL. */
static inline struct task *task_next(const struct task_table *tt, const struct task *prev)
{
	return task_next_from(tt, prev ? prev->tid + 1 : 0);
}

/*
 * The living thread of process @pid, other than its leader, that is inside execve() for
 * the longest time; NULL if none.
 */
struct task *task_find_execing(const struct task_table *tt, int pid);

#endif
