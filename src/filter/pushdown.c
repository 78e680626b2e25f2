/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's share of the filter as text; see pushdown.h. */
#include "filter/pushdown.h"

#include <ctype.h>
#include <string.h>

#include "filter/nr_cond.h"
#include "util/text.h"

enum {
	TEXT_BYTES = 4000, /* some less than a page */
	COMM_BYTES = 64, /* a pattern of a comm that is longer is not to be taken seriously */
};

/* What is asked for of one tracepoint, and can be said. */
struct request {
	const struct pushdown_in *in;
	enum nr_cond_side side;
	unsigned int abis;
	bool calls;
	bool rets;
	bool comm;
};

static bool asks_for_rets(const struct pushdown_in *in)
{
	return in->failures_only || in->successes_only || (in->errnos && in->errnos->cnt);
}

/*
 * Whether the kernel means the same as we by @comm. A glob that begins with a digit is something
 * else to it, one that begins with * and goes on to the end is compared with the NULs behind
 * the comm, and it has no way to quote a quote.
 */
static bool comm_can_be_said(const char *comm)
{
	size_t len = comm ? strlen(comm) : 0;

	if (!len || len >= COMM_BYTES)
		return false;
	if (strpbrk(comm, "*?") &&
	    (isdigit((unsigned char)*comm) || (*comm == '*' && comm[len - 1] != '*')))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)comm[i]) && !strchr("-_./:+@*?", comm[i]))
			return false;
	return true;
}

/* --- Conditions ---------------------------------------------------------------------------- */

static void put_comm(const char *comm, struct text *t)
{
	text_lit(t, "COMM ");
	text_str(t, strpbrk(comm, "*?") ? "~" : "==");
	text_lit(t, " \"");
	text_str(t, comm);
	text_char(t, '"');
}

static void put_errnos(const struct ids *errnos, struct text *t)
{
	text_char(t, '(');
	for (size_t i = 0; i < errnos->cnt; i++) {
		if (i)
			text_lit(t, " || ");
		text_lit(t, "ret == ");
		text_i64(t, -(int64_t)errnos->v[i]);
	}
	text_char(t, ')');
}

/* The result of sigreturn is no result, so it has not failed, whatever it looks like. */
static void put_ret(const struct pushdown_in *in, struct text *t)
{
	if (in->errnos && in->errnos->cnt)
		put_errnos(in->errnos, t);
	else if (in->failures_only)
		text_lit(t, "(ret < 0 && ret >= -4095)");
	else
		text_lit(t, "(ret >= 0 || ret < -4095 || id < 0)");
}

/* Conditions of which all must hold, as many as there are. */
static void put_and(struct text *t, size_t begin)
{
	if (t->len > begin)
		text_lit(t, " && ");
}

/* What is wanted beside its number. */
static void put_rest(const struct request *r, struct text *t)
{
	size_t begin = t->len;

	if (r->rets)
		put_ret(r->in, t);
	if (r->comm) {
		put_and(t, begin);
		put_comm(r->in->comm, t);
	}
}

/* --- All together -------------------------------------------------------------------------- */

static void make_cond(struct nr_cond *c, const struct request *r, const struct syscall_set *set)
{
	nr_cond_make(c, set, r->abis, r->side);
}

/* Numbers, and nothing else: what is kept is wanted just as well. */
static void put_only_calls(const struct request *r, struct text *t)
{
	struct syscall_set set = *r->in->wanted;
	struct nr_cond c;

	if (r->in->keep)
		syscall_set_unite(&set, r->in->keep);
	make_cond(&c, r, &set);
	if (nr_cond_is_none(&c))
		text_lit(t, "common_pid < 0");
	if (c.cut_cnt)
		nr_cond_put(&c, t);
}

/* The numbers of the calls that are wanted, if they are a condition. */
static void put_wanted(const struct request *r, struct text *t)
{
	struct nr_cond wanted;

	if (!r->calls)
		return;
	make_cond(&wanted, r, r->in->wanted);
	if (nr_cond_is_none(&wanted))
		text_lit(t, "common_pid < 0 && ");
	if (wanted.cut_cnt) {
		nr_cond_put(&wanted, t);
		text_lit(t, " && ");
	}
}

/* `(numbers && rest)`, or `((numbers && rest) || kept)` */
static void put_calls_and_rest(const struct request *r, struct text *t)
{
	static const struct syscall_set none;
	struct nr_cond kept;

	make_cond(&kept, r, r->in->keep ? r->in->keep : &none);
	if (nr_cond_is_all(&kept))
		return;
	text_str(t, kept.cut_cnt ? "((" : "(");
	put_wanted(r, t);
	put_rest(r, t);
	text_char(t, ')');
	if (kept.cut_cnt) {
		text_lit(t, " || ");
		nr_cond_put(&kept, t);
		text_char(t, ')');
	}
}

/* What passes whatever else is asked for: of several conditions a part of it, else all of it. */
static void make_passing(struct nr_cond *c, const struct request *r, bool several)
{
	struct syscall_set set = { 0 };

	if (r->in->keep)
		set = *r->in->keep;
	if (!several)
		syscall_set_unite(&set, r->in->wanted);
	make_cond(c, r, &set);
}

/* `later numbers`, or `later numbers && !(numbers && rest)` */
static void put_later(const struct request *r, struct text *t)
{
	bool several = r->rets || r->comm;
	struct nr_cond later, passing;

	if (!r->in->keep_later || (!several && !r->calls))
		return;
	make_passing(&passing, r, several);
	make_cond(&later, r, r->in->keep_later);
	nr_cond_subtract(&later, &passing);
	if (!later.cut_cnt)
		return;
	nr_cond_put(&later, t);
	if (!several)
		return;
	text_lit(t, " && !(");
	put_wanted(r, t);
	put_rest(r, t);
	text_char(t, ')');
}

static void put_filter(const struct pushdown *p, const struct pushdown_in *in,
		       enum nr_cond_side side, struct text *t, struct text *later)
{
	const struct request r = {
		.in = in,
		.side = side,
		.abis = in->abis ? in->abis : ~0u,
		.calls = p->calls,
		.rets = p->rets && side == NR_COND_EXIT,
		.comm = p->comm,
	};

	if (r.rets || r.comm)
		put_calls_and_rest(&r, t);
	else if (r.calls)
		put_only_calls(&r, t);
	put_later(&r, later);
}

/* The texts of struct pushdown, in its order. */
enum { TEXT_ENTER, TEXT_EXIT, TEXT_LATER_ENTER, TEXT_LATER_EXIT, TEXT_CNT };

static bool any_cut(const struct text texts[TEXT_CNT])
{
	for (int i = 0; i < TEXT_CNT; i++)
		if (texts[i].cut)
			return true;
	return false;
}

/* All filters. False: one of them is too long. */
static bool put_all(struct pushdown *p, const struct pushdown_in *in, struct text texts[TEXT_CNT])
{
	char *bufs[TEXT_CNT] = { p->enter, p->exit, p->later_enter, p->later_exit };

	for (int i = 0; i < TEXT_CNT; i++)
		text_init(&texts[i], bufs[i], TEXT_BYTES - 1);
	put_filter(p, in, NR_COND_ENTER, &texts[TEXT_ENTER], &texts[TEXT_LATER_ENTER]);
	put_filter(p, in, NR_COND_EXIT, &texts[TEXT_EXIT], &texts[TEXT_LATER_EXIT]);
	return !any_cut(texts);
}

static void put_not_tid(struct text *t, int tid)
{
	put_and(t, 0);
	text_lit(t, "common_pid != ");
	text_i64(t, tid);
}

/* As many of @tids as there is room for in all filters; returns how many. */
static size_t leave_out(const struct ids *tids, struct text texts[TEXT_CNT])
{
	for (size_t i = 0; tids && i < tids->cnt; i++) {
		size_t lens[TEXT_CNT];

		for (int k = 0; k < TEXT_CNT; k++) {
			lens[k] = texts[k].len;
			/* An empty one of the later two has no event. */
			if (k < TEXT_LATER_ENTER || texts[k].len)
				put_not_tid(&texts[k], tids->v[i]);
		}
		if (!any_cut(texts))
			continue;
		for (int k = 0; k < TEXT_CNT; k++)
			texts[k].len = lens[k];
		return i;
	}
	return tids ? tids->cnt : 0;
}

void pushdown_make(struct pushdown *p, const struct pushdown_in *in)
{
	/* All that is asked for or, if that is too long, some of it; which calls is worth most. */
	static const struct {
		bool calls, rest;
	} tries[] = { { true, true }, { true, false }, { false, true }, { false, false } };
	struct text texts[TEXT_CNT];

	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		p->calls = tries[i].calls && in->wanted;
		p->rets = tries[i].rest && asks_for_rets(in);
		p->comm = tries[i].rest && comm_can_be_said(in->comm);
		if (put_all(p, in, texts))
			break;
	}
	p->left_out_cnt = leave_out(in->leave_out, texts);
	for (int i = 0; i < TEXT_CNT; i++)
		texts[i].data[texts[i].len] = '\0';
}
