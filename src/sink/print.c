/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text line. A call is one line, written when it ends:
 *
 *     0.296 ( 0.007 ms): ls/5176 access(filename: 0x7f.., mode: 4)     = 0
 *
 * unless another thread enters a call meanwhile. Then the line is written as far as it is
 * known, ends in `...`, and the result comes in a line of its own, marked `[continued]`.
 */
#include "sink/print.h"

#include <stdlib.h>

#include "format/mark.h"
#include "pair/pair.h"
#include "task/cgroups.h"
#include "util/clock.h"

/* The results stand in a column of their own, as in perf trace. */
enum { ARGS_COLUMNS = 70 };

/* Somebody who watches sees a call that blocks for longer than this. */
#define BLOCKED_NS (500 * NSEC_PER_MSEC)

struct print {
	struct sink base;
	struct print_config cfg;
	uint64_t base_ns; /* of the first event: zero on the time axis */
	uint64_t line_cnt;
	struct task *current; /* entered a call last, and its line is not begun */
	uint64_t current_ns; /* when it did */
	size_t unseen; /* bytes of this line that take no room on the screen */
};

/* As perf trace colours durations, from its thresholds up. */
#define LONG_NS (10 * NSEC_PER_USEC)
#define VERY_LONG_NS NSEC_PER_MSEC

/* ECMA-48 SGR sequences (console_codes(4)). */
#define COLOR_NAME "\033[1m"
#define COLOR_ERROR "\033[31m"
#define COLOR_LONG "\033[33m"
#define COLOR_VERY_LONG "\033[31m"
#define COLOR_OFF "\033[m"

#define CUT_END COLOR_OFF "..."

static struct print *self(struct sink *s)
{
	return (struct print *)s;
}

/*
 * Whether the first part of @c's line is on the screen already. A thread is in one call at a time,
 * so that its beginning tells which; the end of an earlier one may not have been shown.
 */
static bool is_begun(const struct call *c)
{
	return (uintptr_t)c->task->slot[TASK_SLOT_PRINT] == c->enter_ns;
}

static void set_begun(const struct call *c)
{
	c->task->slot[TASK_SLOT_PRINT] = (void *)(uintptr_t)c->enter_ns;
}

static void put_color(struct print *p, struct text *t, const char *sequence)
{
	size_t before = t->len;

	if (p->cfg.color)
		text_str(t, sequence);
	p->unseen += t->len - before;
}

static void put_time(struct print *p, struct text *t, uint64_t time_ns)
{
	/* A loss may come before the first call, when there is no zero yet. */
	if (!p->cfg.full_time)
		time_ns = p->base_ns && time_ns > p->base_ns ? time_ns - p->base_ns : 0;
	text_ms(t, time_ns, 10);
	text_char(t, ' ');
}

/* A beginning that nobody saw is a question mark. */
static void put_begin(struct print *p, struct text *t, const struct call *c)
{
	if (call_began_unseen(c))
		text_lit(t, "         ? ");
	else
		put_time(p, t, c->enter_ns);
}

/* @bound `>`: at least so long; `<`: at most; the beginning or the end is not known. */
static void put_duration(struct print *p, struct text *t, char bound, uint64_t dur_ns)
{
	const char *color = dur_ns >= VERY_LONG_NS ? COLOR_VERY_LONG : COLOR_LONG;

	text_char(t, '(');
	if (dur_ns >= LONG_NS)
		put_color(p, t, color);
	if (bound)
		text_char(t, bound);
	text_ms(t, dur_ns, bound ? 5 : 6);
	text_lit(t, " ms");
	if (dur_ns >= LONG_NS)
		put_color(p, t, COLOR_OFF);
	text_lit(t, "): ");
}

static void put_how_long(struct print *p, struct text *t, const struct call *c)
{
	if (c->state == CALL_UNFINISHED || (c->state == CALL_COMPLETE && c->since_attach))
		put_duration(p, t, '>', c->dur_ns);
	else if (c->state == CALL_COMPLETE)
		put_duration(p, t, 0, c->dur_ns);
	else if (c->at_most_ns)
		put_duration(p, t, '<', c->at_most_ns);
	else
		text_lit(t, "(         ): ");
}

/* What the thread is part of: `[web] `, `[/system.slice/nginx.service] `, or both. */
static void put_group(struct print *p, struct text *t, const struct cgroup *cg)
{
	const struct container *container = p->cfg.show_container && cg ? cg->container : NULL;

	if (container) {
		text_char(t, '[');
		text_mem(t, container->label, container->label_len);
		text_lit(t, "] ");
	}
	if (p->cfg.show_cgroup) {
		text_char(t, '[');
		text_mem(t, cg ? cg->label : "?", cg ? cg->label_len : 1);
		text_lit(t, "] ");
	}
}

static void put_thread(struct print *p, struct text *t, const struct task *task)
{
	unsigned int skip = p->cfg.show_comm && task->comm[0] ? 0 : task->label_tid;

	put_group(p, t, task->cgroup);
	text_mem(t, task->label + skip, task->label_len - skip);
}

static void put_name(struct print *p, struct text *t, const struct call *c)
{
	put_color(p, t, COLOR_NAME);
	format_name(t, c);
	put_color(p, t, COLOR_OFF);
}

static void put_ret(struct print *p, struct text *t, const struct call *c)
{
	bool failed = call_failed(c);

	if (failed)
		put_color(p, t, COLOR_ERROR);
	format_ret(p->cfg.format, t, c);
	if (failed)
		put_color(p, t, COLOR_OFF);
}

/* The beginning of a line, up to the name of the call. Returns where that begins. */
static size_t put_head(struct print *p, struct text *t, const struct call *c, bool how_long)
{
	outfile_reserve(p->cfg.out, t);
	t->cap -= sizeof(CUT_END);
	put_begin(p, t, c);
	if (how_long)
		put_how_long(p, t, c);
	else
		text_lit(t, "(         ): ");
	put_thread(p, t, c->task);
	p->unseen = 0;
	return t->len;
}

static void put_call(struct print *p, struct text *t, const struct call *c)
{
	put_name(p, t, c);
	text_char(t, '(');
	format_args(p->cfg.format, t, c);
	text_char(t, ')');
}

/* Fills up from @from, the beginning of the call, to the column of the results. */
static void put_column(struct print *p, struct text *t, size_t from, size_t columns)
{
	size_t used = t->len - from - p->unseen;

	text_fill(t, ' ', used < columns ? columns - used : 1);
}

static bool commit(struct print *p, struct text *t)
{
	/* A line that does not fit says so, and leaves no colour behind. */
	t->cap += sizeof(CUT_END);
	if (t->cut)
		text_str(t, p->cfg.color ? CUT_END : "...");
	text_char(t, '\n');
	outfile_commit(p->cfg.out, t);
	p->line_cnt++;
	return p->cfg.max_events && p->line_cnt >= p->cfg.max_events;
}

/* The call so far, `...` for what is still to come. */
static bool print_open(struct print *p, const struct call *c, bool so_far)
{
	struct text t;
	size_t from = put_head(p, &t, c, so_far);

	put_call(p, &t, c);
	put_column(p, &t, from, ARGS_COLUMNS - 3);
	text_lit(&t, "...");
	return commit(p, &t);
}

/* A whole line, or with @continued the second half of one. */
static bool print_ended(struct print *p, const struct call *c, bool continued)
{
	struct text t;
	size_t from = put_head(p, &t, c, true);

	if (continued) {
		text_lit(&t, " ... [continued]: ");
		put_name(p, &t, c);
		text_lit(&t, "())");
	} else {
		put_call(p, &t, c);
	}
	put_column(p, &t, from, ARGS_COLUMNS);
	text_lit(&t, "= ");
	put_ret(p, &t, c);
	if (c->state == CALL_EXIT_LOST)
		text_lit(&t, " (end not seen)");
	return commit(p, &t);
}

/* Begins the line of the thread that entered last, because its end is not the next event. */
static bool begin_current(struct print *p, uint64_t now_ns)
{
	struct task *t = p->current;
	struct call c;

	p->current = NULL;
	if (!t || t->call.enter_ns != p->current_ns || !pair_peek(t, now_ns, &c))
		return false;
	set_begun(&c);
	return print_open(p, &c, false);
}

static void print_start(struct sink *s, uint64_t time_ns)
{
	self(s)->base_ns = time_ns;
}

static bool print_begin(struct sink *s, struct task *t)
{
	struct print *p = self(s);
	uint64_t now_ns = t->call.enter_ns;
	bool full = false;

	if (p->current != t)
		full = begin_current(p, now_ns);
	p->current = t;
	p->current_ns = now_ns;
	/* A thread that was blocked when we came is shown at once. */
	if (t->call.since_attach && !full)
		full = begin_current(p, now_ns);
	return full;
}

static bool print_call(struct sink *s, const struct call *c)
{
	struct print *p = self(s);
	bool unentered = c->state == CALL_NO_ENTER || c->state == CALL_IN_CHILD;
	bool continued = unentered || is_begun(c);

	if (p->current == c->task)
		p->current = NULL;
	if (c->state == CALL_UNFINISHED)
		return print_open(p, c, true);
	/* A call that never returns is no line's second half, but may interrupt one. */
	if (c->state == CALL_NO_RETURN && begin_current(p, c->enter_ns))
		return true;
	return print_ended(p, c, continued);
}

static void put_tracepoint(struct print *p, struct text *t, const struct mark *m)
{
	const struct format_tracepoints *tp = p->cfg.format->tracepoints;

	put_color(p, t, COLOR_NAME);
	text_str(t, m->u.tracepoint.name);
	put_color(p, t, COLOR_OFF);
	text_char(t, '(');
	if (tp)
		tp->text(tp->arg, t, m);
	text_char(t, ')');
}

static bool print_mark(struct sink *s, const struct mark *m)
{
	struct print *p = self(s);
	struct text t;

	if (begin_current(p, m->time_ns))
		return true;
	outfile_reserve(p->cfg.out, &t);
	t.cap -= sizeof(CUT_END);
	put_time(p, &t, m->time_ns);
	if (p->cfg.durations)
		text_lit(&t, "(         ): ");
	put_thread(p, &t, m->task);
	if (m->kind == MARK_TRACEPOINT)
		put_tracepoint(p, &t, m);
	else
		format_mark(p->cfg.format, &t, m);
	return commit(p, &t);
}

static void print_lost(struct sink *s, uint64_t time_ns, int cpu, uint64_t cnt)
{
	struct print *p = self(s);
	struct text t;

	outfile_reserve(p->cfg.out, &t);
	put_time(p, &t, time_ns);
	text_lit(&t, "(         ): LOST ");
	text_u64(&t, cnt);
	text_lit(&t, " records on CPU ");
	text_i64(&t, cpu);
	text_char(&t, '\n');
	outfile_commit(p->cfg.out, &t);
}

static void print_task_end(struct sink *s, struct task *t)
{
	struct print *p = self(s);

	if (p->current == t)
		p->current = NULL;
}

static bool print_idle(struct sink *s, uint64_t now_ns)
{
	struct print *p = self(s);
	const struct task *t = p->current;

	return p->cfg.live && t && now_ns > t->call.enter_ns + BLOCKED_NS &&
	       begin_current(p, now_ns);
}

static int print_flush(struct sink *s)
{
	return outfile_flush(self(s)->cfg.out);
}

static void print_close(struct sink *s)
{
	free(s);
}

static const struct sink_ops print_ops = {
	.start = print_start,
	.begin = print_begin,
	.call = print_call,
	.mark = print_mark,
	.lost = print_lost,
	.task_end = print_task_end,
	.idle = print_idle,
	.flush = print_flush,
	.close = print_close,
};

struct sink *print_new(const struct print_config *cfg)
{
	struct print *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->base.ops = &print_ops;
	p->cfg = *cfg;
	return &p->base;
}
