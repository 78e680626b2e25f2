/* SPDX-License-Identifier: GPL-2.0-only */
/* A line that is drawn over; see progress.h. */
#include "cmd/progress.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/clock.h"

enum { DRAW_MS = 250, LINE_BYTES = 256 };

void progress_init(struct progress *p, int fd)
{
	*p = (struct progress){
		.fd = isatty(fd) ? fd : -1,
		.begin_ns = clock_now_ns(),
	};
}

void progress_put_bytes(struct text *t, uint64_t bytes)
{
	static const char *const units[] = { " KB", " MB", " GB", " TB" };
	uint64_t tenths = bytes / 1024 * 10 + bytes % 1024 * 10 / 1024;
	size_t i = 0;

	if (bytes < 1024) {
		text_u64(t, bytes);
		text_str(t, " bytes");
		return;
	}
	for (; tenths >= 10240 && i + 1 < sizeof(units) / sizeof(*units); i++)
		tenths /= 1024;
	text_u64(t, tenths / 10);
	text_char(t, '.');
	text_u64(t, tenths % 10);
	text_str(t, units[i]);
}

void progress_put_count(struct text *t, uint64_t cnt)
{
	uint64_t unit = 1;

	while (cnt / unit >= 1000)
		unit *= 1000;
	text_u64(t, cnt / unit);
	for (unit /= 1000; unit; unit /= 1000) {
		uint64_t part = cnt / unit % 1000;

		text_char(t, ',');
		text_fill(t, '0', part < 10 ? 2 : part < 100);
		text_u64(t, part);
	}
}

static void put_line(const struct progress *p, struct text *t, const struct recorder_counts *c,
		     uint64_t now_ns)
{
	uint64_t tenths = (now_ns - p->begin_ns) / (NSEC_PER_SEC / 10);
	double s = (double)(now_ns - (p->drawn_ns ? p->drawn_ns : p->begin_ns)) / 1e9;
	uint64_t new_cnt = c->record_cnt - p->drawn_record_cnt;

	text_u64(t, tenths / 10);
	text_char(t, '.');
	text_u64(t, tenths % 10);
	text_str(t, " s, ");
	progress_put_bytes(t, c->bytes);
	text_str(t, ", ");
	progress_put_count(t, s > 0 ? (uint64_t)((double)new_cnt / s) : 0);
	text_str(t, " records/s, ");
	if (c->lost_cnt)
		progress_put_count(t, c->lost_cnt);
	else
		text_str(t, "none");
	text_str(t, " lost");
}

/* One column stays free, because in the last one some terminals begin another line. */
static size_t columns(int fd)
{
	struct winsize ws;

	return !ioctl(fd, TIOCGWINSZ, &ws) && ws.ws_col > 1 ? ws.ws_col - 1u : 79;
}

static bool takes_more(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, 0) == 1 && p.revents & POLLOUT;
}

/* Puts @t in the place of what is there; what of that is longer is blanked. */
static void replace(struct progress *p, struct text *t)
{
	size_t width = t->len;
	char line[2 * LINE_BYTES];
	struct text out;

	text_init(&out, line, sizeof(line));
	text_char(&out, '\r');
	text_mem(&out, t->data, t->len);
	if (p->width > width)
		text_fill(&out, ' ', p->width - width);
	text_char(&out, '\r');
	/* A line that is not drawn is no loss. */
	if (write(p->fd, out.data, out.len) == (ssize_t)out.len)
		p->width = (unsigned int)width;
}

void progress_draw(struct progress *p, const struct recorder_counts *c)
{
	uint64_t now_ns;
	char line[LINE_BYTES];
	struct text t;

	if (p->fd < 0)
		return;
	now_ns = clock_now_ns();
	if (now_ns - (p->drawn_ns ? p->drawn_ns : p->begin_ns) < DRAW_MS * NSEC_PER_MSEC ||
	    !takes_more(p->fd))
		return;
	text_init(&t, line, sizeof(line));
	put_line(p, &t, c, now_ns);
	if (t.len > columns(p->fd))
		t.len = columns(p->fd);
	replace(p, &t);
	p->drawn_ns = now_ns;
	p->drawn_record_cnt = c->record_cnt;
}

void progress_clear(void *arg)
{
	struct progress *p = arg;
	struct text nothing = { 0 };

	if (p->fd >= 0 && p->width && takes_more(p->fd))
		replace(p, &nothing);
}
