/* SPDX-License-Identifier: GPL-2.0-only */
/* A line that is drawn over; see progress.h. */
#include "cmd/progress.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/clock.h"

enum { EVERY_MS = 250, BAR_COLUMNS = 30 };

void progress_init(struct progress *p, int fd, unsigned int after_ms)
{
	uint64_t now_ns = clock_now_ns();

	*p = (struct progress){
		.fd = isatty(fd) ? fd : -1,
		.begin_ns = now_ns,
		.next_ns = now_ns + after_ms * NSEC_PER_MSEC,
	};
}

/* --- The words ------------------------------------------------------------------------------- */

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

void progress_put_seconds(struct text *t, uint64_t ns)
{
	uint64_t tenths = ns / (NSEC_PER_SEC / 10);

	text_u64(t, tenths / 10);
	text_char(t, '.');
	text_u64(t, tenths % 10);
}

void progress_put_bar(struct text *t, uint64_t done, uint64_t size)
{
	/* In thousandths, of numbers that a multiplication would overflow. */
	uint64_t permille = size >= 1000 ? done / (size / 1000) : 1000;
	unsigned int filled;

	if (permille > 1000)
		permille = 1000;
	filled = (unsigned int)(permille * BAR_COLUMNS / 1000);
	text_char(t, '[');
	text_fill(t, '=', filled);
	text_fill(t, ' ', BAR_COLUMNS - filled);
	text_lit(t, "] ");
	text_u64(t, permille / 10);
	text_char(t, '%');
}

/* --- The line -------------------------------------------------------------------------------- */

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
	char line[2 * PROGRESS_LINE_BYTES];
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

bool progress_is_due(const struct progress *p, uint64_t now_ns)
{
	return p->fd >= 0 && now_ns >= p->next_ns && takes_more(p->fd);
}

void progress_draw(struct progress *p, struct text *line, uint64_t now_ns)
{
	size_t width = columns(p->fd);

	if (line->len > width)
		line->len = width;
	replace(p, line);
	p->next_ns = now_ns + EVERY_MS * NSEC_PER_MSEC;
}

void progress_clear(void *arg)
{
	struct progress *p = arg;
	struct text nothing = { 0 };

	if (p->fd >= 0 && p->width && takes_more(p->fd))
		replace(p, &nothing);
}
