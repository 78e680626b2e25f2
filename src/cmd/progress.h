/* SPDX-License-Identifier: GPL-2.0-only */
/* How far something long is: one line on the terminal, drawn over again, and the words of it. */
#ifndef SYSTRAIL_CMD_PROGRESS_H
#define SYSTRAIL_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/text.h"

/* A longer line is cut. */
enum { PROGRESS_LINE_BYTES = 256 };

struct progress {
	int fd; /* of the terminal; -1: nobody watches */
	uint64_t begin_ns;
	uint64_t next_ns; /* when it is drawn again */
	unsigned int width; /* of what is on the line now */
};

/* To @fd, if that is a terminal; the first time after @after_ms. */
void progress_init(struct progress *p, int fd, unsigned int after_ms);

/* Whether it is time to draw it, and the terminal takes it at once. To be asked often. */
bool progress_is_due(const struct progress *p, uint64_t now_ns);

/* Draws @line, cut to the width of the terminal, in the place of what is there. */
void progress_draw(struct progress *p, struct text *line, uint64_t now_ns);

/* Takes it away, as before a message. @arg is the struct progress. */
void progress_clear(void *arg);

/* `12.3 MB`, in units of 1024 as perf has it. */
void progress_put_bytes(struct text *t, uint64_t bytes);

/* `1,000,123` */
void progress_put_count(struct text *t, uint64_t cnt);

/* `12.3`, of @ns in seconds. */
void progress_put_seconds(struct text *t, uint64_t ns);

/* `[=====     ] 50%` */
void progress_put_bar(struct text *t, uint64_t done, uint64_t size);

#endif
