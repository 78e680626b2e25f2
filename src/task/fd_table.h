/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of file descriptors: which open file each number is, as far as that is known.
 *
 * Whatever may change an fd takes its file out of the slot, so a file that stands in a slot
 * has been that fd since the slot's `changed_ns`. With one exception: calls in flight that close
 * fds may strike at any moment, and the table keeps a list of those.
 */
#ifndef SYSTRAIL_TASK_FD_TABLE_H
#define SYSTRAIL_TASK_FD_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task/fd_file.h"

/* Higher fds are not kept: they have no names. */
enum { FD_TABLE_LIMIT = 65536 };

/* More slots than these are not kept, of all tables that count them together: 48 MiB. */
enum { FD_SLOTS_MAX = 2 << 20 };

/* What exec does with an fd. */
enum fd_at_exec {
	FD_UNSURE,
	FD_STAYS,
	FD_CLOSES,
};

struct fd_slot {
	struct fd_file *file; /* NULL: closed, or nothing is known; else the slot has a reference */
	uint64_t changed_ns;
	uint8_t at_exec; /* enum fd_at_exec */
};

struct fd_range {
	int first;
	int last;
};

struct fd_table {
	/* In the list of tables by pid; see fd_tables.h. */
	int pid;
	struct fd_table *next;
	unsigned int user_cnt; /* threads */
	int tid; /* a living thread that uses it, through which to look; 0: none is known */
	unsigned int loss_cnt; /* of struct fd_tables, when it was last up to date */
	bool opaque; /* fds change unseen: nothing can be known */
	uint64_t born_ns;
	uint64_t changed_ns; /* a change of fds that have no slot, or of nobody knows which */
	/* The slots from 0; missing ones are empty. */
	struct fd_slot *slot;
	unsigned int slot_cnt;
	size_t *slots_used; /* by all tables that have the same counter; NULL: it is not counted */
	/* What is being closed by calls in flight. */
	struct fd_range *closing;
	unsigned int closing_cnt;
	unsigned int closing_cap;
};

/* An empty table. NULL when memory is short. */
struct fd_table *fd_table_new(uint64_t born_ns);
void fd_table_free(struct fd_table *table);

/* The slot of @fd, or NULL. Borrowed until the next fd_table_make(). */
static inline struct fd_slot *fd_table_find(const struct fd_table *table, int fd)
{
	return fd >= 0 && (unsigned int)fd < table->slot_cnt ? &table->slot[fd] : NULL;
}

/* The same, made if need be. NULL beyond the limit, or without memory. */
struct fd_slot *fd_table_make(struct fd_table *table, int fd);

/* @fd is @file (a reference is taken) from now on. */
void fd_table_set(struct fd_table *table, int fd, struct fd_file *file, enum fd_at_exec at_exec,
		  uint64_t now_ns);

/* Nothing is known of the fds from @first to @last any more. */
void fd_table_clear(struct fd_table *table, int first, int last, uint64_t now_ns);

/* The same of all. */
void fd_table_forget(struct fd_table *table, uint64_t now_ns);

/* From now on @at_exec holds for the fds from @first to @last. */
void fd_table_set_at_exec(struct fd_table *table, int first, int last, enum fd_at_exec at_exec);

/* exec closes those fds that it is to close; those of which that is unsure are forgotten. */
void fd_table_exec(struct fd_table *table, uint64_t now_ns);

/*
 * What the table was, without doubt, from @before_ns until now, as a table of its own. NULL
 * when memory is short.
 */
struct fd_table *fd_table_copy(const struct fd_table *table, uint64_t before_ns, uint64_t now_ns);

/* A call begins, or ends, that closes the fds from @first to @last at some moment. */
void fd_table_begin_closing(struct fd_table *table, int first, int last);
void fd_table_end_closing(struct fd_table *table, int first, int last);

/* Whether one is in flight that closes @fd. */
bool fd_table_is_closing(const struct fd_table *table, int fd);

/* Whether nothing has touched @fd since @since_ns, and nothing is about to. */
bool fd_table_is_quiet(const struct fd_table *table, int fd, uint64_t since_ns);

#endif
