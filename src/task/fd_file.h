/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One open file, as the kernel means it (open(2): "open file description"): what several file
 * descriptors of several processes are after dup() and fork(). All that we want of it is its
 * name, which comes later than the file, and then for all who hold it.
 */
#ifndef SYSTRAIL_TASK_FD_FILE_H
#define SYSTRAIL_TASK_FD_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A name, raw and as it is shown; one allocation. */
struct fd_name {
	bool ends; /* it tells the ends of a socket, which may change */
	bool partial; /* there may be more to tell, later */
	unsigned int raw_len;
	unsigned int shown_len;
	const char *shown; /* is @raw where nothing had to be escaped */
	char raw[];
};

/*
 * Of @len bytes; @foreign ones, which somebody else may have chosen, are escaped. NULL when memory
 * is short, or for more than FD_NAME_BYTES; ends by free().
 */
enum { FD_NAME_BYTES = 4096 + 64 };
struct fd_name *fd_name_new(const char *raw, size_t len, bool foreign);

struct fd_file {
	unsigned int ref_cnt;
	/*
	 * There was a file behind the fd, because a call has succeeded with it. Before that is
	 * known the name is not to be believed: it may be of one that came to this number later.
	 */
	bool used;
	bool asked; /* its name is being looked up, or is about to be */
	bool hopeless; /* its name cannot be looked up */
	unsigned int change_cnt; /* of calls that changed the ends of a socket */
	uint64_t born_ns;
	uint64_t told_ns; /* when it got @name; 0: that is out of date */
	struct fd_name *name; /* or NULL */
	const char *kind; /* of a socket, from the call that made it; or NULL. Static */
};

/* A file without a name, and one reference to it. NULL when memory is short. */
struct fd_file *fd_file_new(uint64_t born_ns);

/* Another reference; accepts NULL. */
static inline struct fd_file *fd_file_get(struct fd_file *f)
{
	if (f)
		f->ref_cnt++;
	return f;
}

/* Drops a reference; accepts NULL. */
void fd_file_put(struct fd_file *f);

/* Gives it a name, which it owns from then on, in place of the one it had. */
void fd_file_name(struct fd_file *f, struct fd_name *name, uint64_t told_ns);

/* It is a socket, and a call has changed its ends, or may be doing that. */
void fd_file_change_ends(struct fd_file *f);

/* Whether it is worth to look up its name, perhaps once more. */
bool fd_file_wants_name(const struct fd_file *f, uint64_t now_ns);

/* The protocol says more than the inode, and is there from the first moment. */
static inline bool fd_file_only_kind(const struct fd_file *f)
{
	return f->kind && (!f->name || f->name->partial);
}

/* Whether its name is known. Accepts NULL. */
static inline bool fd_file_known(const struct fd_file *f)
{
	return f && f->used && (f->name || f->kind);
}

/*
 * The name, and its length in bytes; NULL where it is not known (yet), or for no file. shown()
 * is safe for a terminal, raw() as the kernel has it. Not NUL-terminated. Borrowed: valid until
 * the next record.
 */
static inline const char *fd_file_shown(const struct fd_file *f, size_t *len)
{
	if (!fd_file_known(f))
		return NULL;
	if (fd_file_only_kind(f)) {
		*len = strlen(f->kind);
		return f->kind;
	}
	*len = f->name->shown_len;
	return f->name->shown;
}

static inline const char *fd_file_raw(const struct fd_file *f, size_t *len)
{
	if (!fd_file_known(f))
		return NULL;
	if (fd_file_only_kind(f)) {
		*len = strlen(f->kind);
		return f->kind;
	}
	*len = f->name->raw_len;
	return f->name->raw;
}

#endif
