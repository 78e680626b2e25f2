/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of file_source: where its chunks come from, so that tests can make some. */
#ifndef SYSTRAIL_CAPTURE_FILE_SOURCE_PRIVATE_H
#define SYSTRAIL_CAPTURE_FILE_SOURCE_PRIVATE_H

#include "capture/file_source.h"

struct file_source_input {
	const struct perfdata_attr *attrs;
	size_t attr_cnt;
	int fd; /* as perfdata_reader_fd() */
	int (*read)(void *arg, struct perfdata_chunk **out);
	int (*wait_fd)(void *arg); /* as perfdata_reader_wait_fd() */
	void (*put)(struct perfdata_chunk *c);
	void *arg;
};

/* file_source_open() with an input of its own instead of cfg->reader. */
int file_source_open_input(const struct file_source_config *cfg,
			   const struct file_source_input *input, const struct diag *d,
			   struct source **out);

#endif
