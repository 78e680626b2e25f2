/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes of a recording: of a file, any of them, or of a pipe, one after the other. Both are
 * read in order through a window.
 */
#ifndef SYSTRAIL_PERFDATA_INPUT_H
#define SYSTRAIL_PERFDATA_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "perfdata/window.h"

struct perfdata_input {
	int fd;
	bool close_fd;
	bool is_file; /* can be read anywhere, and its size is known */
	uint64_t size; /* of the file, as it was opened */
	uint64_t offset; /* of window_at(): in the file, or of what came through the pipe */
	uint64_t end; /* what is read in order ends here; UINT64_MAX: where the bytes end */
	struct window w;
};

/*
 * Takes @fd, which is closed with the input if @close_fd. Returns 0 or -errno; the input is to be
 * given to input_fini() in either case.
 */
int input_init(struct perfdata_input *in, int fd, bool close_fd);
void input_fini(struct perfdata_input *in);

/* Goes on reading a file in order at @offset, up to @end. */
void input_seek(struct perfdata_input *in, uint64_t offset, uint64_t end);

/*
 * At least @n bytes (at most RECORD_MAX_BYTES) are in the window. Returns 1, 0 when fewer are left
 * before the end, or -errno. Waits only for what is not there yet of these @n.
 */
int input_fill(struct perfdata_input *in, size_t n);

/* Steps over @n bytes of the window. */
void input_advance(struct perfdata_input *in, size_t n);

/* Steps over @n bytes wherever they are. Returns as input_fill(). */
int input_skip(struct perfdata_input *in, uint64_t n);

/*
 * Reads @n bytes into memory that is allocated as they come, so that a size that lies costs
 * nothing. Returns 1 and @out (free() it), 0 when fewer are left, or -errno.
 */
int input_take(struct perfdata_input *in, size_t n, unsigned char **out);

/* Whether @n bytes at @offset are inside the file. */
bool input_has(const struct perfdata_input *in, uint64_t offset, uint64_t n);

/* Reads these bytes of a file, apart from the order. Returns 1, 0 when it ends before, or -errno. */
int input_read_at(const struct perfdata_input *in, uint64_t offset, void *to, size_t n);

#endif
