/* SPDX-License-Identifier: GPL-2.0-only */
/* A line on standard error that is drawn again and again; see read_progress.h. */
#include "cmd/read_progress.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/text.h"

enum { AFTER_MS = 500, EVERY_MS = 100, WIDTH = 30 };

static const char erase[] = "\r\033[K";

static bool is_same_file(int a, int b)
{
	struct stat sa, sb;

	return !fstat(a, &sa) && !fstat(b, &sb) && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static void take_away(void *arg)
{
	struct read_progress *p = arg;

	if (p->shown)
		patience_write(&p->output->patience, STDERR_FILENO, erase, sizeof(erase) - 1);
	p->shown = false;
}

void read_progress_begin(struct read_progress *p, struct output *o, const char *path)
{
	*p = (struct read_progress){ .path = path };
	if (o->opt->quiet || !isatty(STDERR_FILENO) || is_same_file(o->fd, STDERR_FILENO))
		return;
	p->output = o;
	p->next_ns = clock_now_ns() + AFTER_MS * NSEC_PER_MSEC;
	o->before_message = take_away;
	o->before_message_arg = p;
}

static void put_bar(struct text *t, uint64_t done, uint64_t size)
{
	/* In thousandths, of numbers that a multiplication would overflow. */
	uint64_t permille = size >= 1000 ? done / (size / 1000) : 1000;
	unsigned int filled;

	if (permille > 1000)
		permille = 1000;
	filled = (unsigned int)(permille * WIDTH / 1000);
	text_char(t, '[');
	text_fill(t, '=', filled);
	text_fill(t, ' ', WIDTH - filled);
	text_lit(t, "] ");
	text_u64(t, permille / 10);
	text_char(t, '%');
}

static void draw(struct read_progress *p, uint64_t done, uint64_t size)
{
	char line[256];
	struct text t;

	text_init(&t, line, sizeof(line));
	text_lit(&t, "\r\033[K");
	if (size) {
		put_bar(&t, done, size);
	} else {
		text_u64(&t, done >> 20);
		text_lit(&t, " MB");
	}
	text_lit(&t, " of ");
	text_escape(&t, p->path, strnlen(p->path, 100));
	patience_write(&p->output->patience, STDERR_FILENO, line, t.len);
	p->shown = true;
}

void read_progress_update(struct read_progress *p, const struct perfdata_reader *r)
{
	uint64_t now_ns, done, size;

	if (!p->output)
		return;
	now_ns = clock_now_ns();
	if (now_ns < p->next_ns)
		return;
	p->next_ns = now_ns + EVERY_MS * NSEC_PER_MSEC;
	done = perfdata_reader_position(r, &size);
	draw(p, done, size);
}

void read_progress_end(struct read_progress *p)
{
	if (!p->output)
		return;
	take_away(p);
	p->output->before_message = NULL;
}
