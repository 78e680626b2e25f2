/* SPDX-License-Identifier: GPL-2.0-only */
/* How far a recording is: one line on the terminal, drawn over again, and the words of it. */
#ifndef SYSTRAIL_CMD_PROGRESS_H
#define SYSTRAIL_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "session/recorder.h"
#include "util/text.h"

struct progress {
	int fd; /* of the terminal; -1: nobody watches */
	uint64_t begin_ns;
	uint64_t drawn_ns; /* the last time */
	uint64_t drawn_record_cnt; /* how many records there were then */
	unsigned int width; /* of what is on the line now */
};

/* To @fd, if that is a terminal. */
void progress_init(struct progress *p, int fd);

/* Draws it if the last time is a while ago, and if the terminal takes it at once. */
void progress_draw(struct progress *p, const struct recorder_counts *c);

/* Takes it away, as before a message. @arg is the struct progress. */
void progress_clear(void *arg);

/* `12.3 MB`, in units of 1024 as perf has it. */
void progress_put_bytes(struct text *t, uint64_t bytes);

/* `1,000,123` */
void progress_put_count(struct text *t, uint64_t cnt);

#endif
