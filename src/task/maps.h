/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lies where in the traced processes: which file, and where in it, an address is.
 *
 * MMAP2 records tell it, of code (attr.mmap) and of the rest (attr.mmap_data), also when heap
 * and stack grow. What was there before us is looked up in /proc/PID/maps; so is a process with
 * an address in nothing that is known, at most every 10 ms. All looks together take 1 s and 5 %
 * of the time of a trace at most, whatever the processes do.
 *
 * /proc tells what is now, some milliseconds behind the record that made us look. What was mapped
 * in between is in the answer, so its record is dropped when it comes; what was unmapped in
 * between is missing, and has the wrong name if something else lies there now. A child that was
 * born in between has the answer of its parent.
 *
 * No record tells of munmap() and mremap(). What is gone keeps its name until something is mapped
 * over it: wrong for an address that is no memory any more, and for memory that mremap() has
 * moved there.
 */
#ifndef SYSTRAIL_TASK_MAPS_H
#define SYSTRAIL_TASK_MAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "task/map_list.h"
#include "task/proc.h"
#include "task/task.h"

/* Of all processes. */
struct maps_table;

/* Where the mappings of a process are looked up. */
struct maps_look {
	/* Gives all mappings of @tid's process to @each. Returns 0 or -errno. */
	int (*read)(int tid, proc_map_fn each, void *arg);
	uint64_t (*now_ns)(void); /* the clock of the records */
};

/* /proc of this machine, for a live trace. */
extern const struct maps_look maps_look_proc;

/*
 * @look: NULL: all that is known comes from records. Borrowed. Returns NULL when memory is
 * short. All other functions accept NULL as the table, and then nothing is known.
 */
struct maps_table *maps_table_new(const struct maps_look *look);

/* No task is used with it any more; they can be freed before or after. */
void maps_table_free(struct maps_table *mt);

/*
 * @t was there before us. Its process is looked up at once, so that children which inherit
 * from it and are gone before anybody could look have something to inherit; 2 us a mapping.
 */
void maps_found(struct maps_table *mt, struct task *t);

/* @child was born to @parent (NULL: unknown): a thread shares, a process has a copy. */
void maps_fork(struct maps_table *mt, struct task *parent, struct task *child, uint64_t time_ns);

/* exec has replaced the program of @t, which is the leader by now. */
void maps_exec(struct maps_table *mt, struct task *t, uint64_t time_ns);

/* @t is gone; to be called before task_bury(). */
void maps_task_end(struct maps_table *mt, struct task *t);

struct maps_mmap {
	uint64_t time_ns;
	uint64_t addr;
	uint64_t len_bytes;
	uint64_t pgoff_bytes;
	const char *file; /* as the record names it */
	bool exec;
};

/* @t has mapped something. */
void maps_mmap(struct maps_table *mt, struct task *t, const struct maps_mmap *m);

/*
 * Where @addr lies in the process of @t; all of the upper half is one mapping, "[kernel]". NULL:
 * not known. Borrowed until the next call, the name of the file until any other function is
 * called than this one.
 */
const struct map *maps_find(struct maps_table *mt, struct task *t, uint64_t addr);

/*
 * The offset of @addr, which lies in @m, in its file; 0 where that is none (//anon, [heap],
 * [kernel]). [vdso] is one.
 */
uint64_t maps_offset(const struct map *m, uint64_t addr);

#endif
