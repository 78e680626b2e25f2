/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The per-thread summary. Threads that have ended keep their tables until the end, the
 * last of them at least: on a machine that starts processes all day, the oldest are added
 * up by comm, so that memory stays bounded and no call is left out.
 */
#include "sink/summary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "format/value.h"
#include "sink/call_stats.h"

enum {
	ENDED_MAX = 1024, /* threads that ended, each with a table of its own */
	FOLDED_MAX = 256, /* comms that older ones are added up by; the rest under one more */
};

/* The table of a thread or, folded, of several that had the same comm. */
struct entry {
	TAILQ_ENTRY(entry) link;
	struct call_stats stats;
	const struct task *task; /* NULL: it has ended */
	uint64_t thread_cnt; /* of folded threads; 0: it is one thread's */
	int tid;
	uint64_t runtime_ns;
	char comm[TASK_COMM_BYTES];
};

struct list {
	TAILQ_HEAD(, entry) head;
	size_t cnt;
};

struct summary {
	struct sink base;
	struct outfile *out;
	bool runtimes; /* they were counted */
	struct list living; /* those of threads that have made a call */
	struct list ended; /* longest ended first */
	struct list folded;
	int err;
};

static struct summary *self(struct sink *s)
{
	return (struct summary *)s;
}

static void list_append(struct list *l, struct entry *e)
{
	TAILQ_INSERT_TAIL(&l->head, e, link);
	l->cnt++;
}

static void list_remove(struct list *l, struct entry *e)
{
	TAILQ_REMOVE(&l->head, e, link);
	l->cnt--;
}

static void entry_free(struct entry *e)
{
	call_stats_fini(&e->stats);
	free(e);
}

static struct entry *entry_of(struct summary *sum, struct task *t)
{
	struct entry *e = t->slot[TASK_SLOT_SUMMARY];

	if (e)
		return e;
	e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	e->task = t;
	list_append(&sum->living, e);
	t->slot[TASK_SLOT_SUMMARY] = e;
	return e;
}

static bool summary_call(struct sink *s, const struct call *c)
{
	struct summary *sum = self(s);
	struct entry *e = entry_of(sum, c->task);

	if (!e || call_stats_add(&e->stats, c))
		sum->err = -ENOMEM;
	return false;
}

static struct entry *find_folded(const struct summary *sum, const char *comm)
{
	struct entry *e;

	TAILQ_FOREACH(e, &sum->folded.head, link)
		if (!strcmp(e->comm, comm))
			return e;
	return NULL;
}

/* The folded entry that the calls of @comm are added up in. */
static struct entry *folded_of(struct summary *sum, const char *comm)
{
	struct entry *e = find_folded(sum, comm);

	if (!e && sum->folded.cnt >= FOLDED_MAX) {
		comm = "(others)";
		e = find_folded(sum, comm);
	}
	if (e)
		return e;
	e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	snprintf(e->comm, sizeof(e->comm), "%s", comm);
	list_append(&sum->folded, e);
	return e;
}

static void fold(struct summary *sum, struct entry *e)
{
	struct entry *to = folded_of(sum, e->comm);

	if (!to || call_stats_merge(&to->stats, &e->stats))
		sum->err = -ENOMEM;
	else
		to->thread_cnt++;
	if (to)
		to->runtime_ns += e->runtime_ns;
	entry_free(e);
}

/* Copies what may change until a living thread is shown. */
static void take_facts(struct entry *e)
{
	memcpy(e->comm, e->task->comm, sizeof(e->comm));
	e->tid = e->task->tid;
	e->runtime_ns = e->task->runtime_ns;
}

static void summary_task_end(struct sink *s, struct task *t)
{
	struct summary *sum = self(s);
	struct entry *e = t->slot[TASK_SLOT_SUMMARY];

	if (!e)
		return;
	t->slot[TASK_SLOT_SUMMARY] = NULL;
	take_facts(e);
	e->task = NULL;
	list_remove(&sum->living, e);
	list_append(&sum->ended, e);
	if (sum->ended.cnt > ENDED_MAX) {
		e = TAILQ_FIRST(&sum->ended.head);
		list_remove(&sum->ended, e);
		fold(sum, e);
	}
}

/* Of calls that were never seen to begin no time is known. */
static void put_time(struct text *t, bool known, uint64_t ns)
{
	text_char(t, ' ');
	if (known)
		text_ms(t, ns, 9);
	else
		text_lit(t, "        -");
}

static void put_call(struct outfile *out, const struct call_stat *st)
{
	bool timed = st->timed_cnt;
	char percent[16];
	struct text t;
	size_t from;

	snprintf(percent, sizeof(percent), "%9.2f%%", call_stat_error_percent(st));
	outfile_reserve(out, &t);
	text_lit(&t, "   ");
	from = t.len;
	if (st->desc->name)
		text_str(&t, st->desc->name);
	else if (st->nr == CALL_STAT_OTHERS)
		text_lit(&t, "(others)");
	else
		format_nameless(&t, st->nr);
	if (t.len - from < 15)
		text_fill(&t, ' ', 15 - (t.len - from));
	text_char(&t, ' ');
	text_u64_width(&t, st->call_cnt, 8);
	text_char(&t, ' ');
	text_u64_width(&t, st->error_cnt, 6);
	put_time(&t, timed, st->total_ns);
	put_time(&t, timed, st->min_ns);
	put_time(&t, timed, (uint64_t)st->mean_ns);
	put_time(&t, timed, st->max_ns);
	text_char(&t, ' ');
	text_str(&t, percent);
	text_char(&t, '\n');
	outfile_commit(out, &t);
}

static void put_head(const struct summary *sum, const struct entry *e, uint64_t all_events)
{
	char share[96];
	struct text t;

	outfile_reserve(sum->out, &t);
	text_char(&t, ' ');
	text_escape(&t, e->comm, strlen(e->comm));
	if (e->thread_cnt)
		snprintf(share, sizeof(share), " (%llu threads that ended)",
			 (unsigned long long)e->thread_cnt);
	else
		snprintf(share, sizeof(share), " (%d)", e->tid);
	text_str(&t, share);
	snprintf(share, sizeof(share), ", %llu events, %.1f%%",
		 (unsigned long long)e->stats.event_cnt,
		 100.0 * (double)e->stats.event_cnt / (double)all_events);
	text_str(&t, share);
	if (sum->runtimes) {
		text_lit(&t, ", ");
		text_ms(&t, e->runtime_ns, 0);
		text_lit(&t, " msec");
	}
	text_lit(&t,
		 "\n\n"
		 "   syscall            calls  errors     total       min       avg       max     stddev\n"
		 "                                       (msec)    (msec)    (msec)    (msec)        (%)\n"
		 "   --------------- --------  ------ --------- --------- --------- ---------     ------\n");
	outfile_commit(sum->out, &t);
}

static int put_entry(const struct summary *sum, const struct entry *e, uint64_t all_events)
{
	struct outfile *out = sum->out;
	const struct call_stat **rows = call_stats_sorted(&e->stats);
	struct text t;

	if (!rows)
		return -ENOMEM;
	if (!e->stats.used_cnt) { /* it was in one call all the time, or only ended */
		free(rows);
		return 0;
	}
	put_head(sum, e, all_events);
	for (size_t i = 0; i < e->stats.used_cnt; i++)
		put_call(out, rows[i]);
	free(rows);
	outfile_reserve(out, &t);
	text_lit(&t, "\n\n");
	outfile_commit(out, &t);
	return 0;
}

/* The busiest thread last, next to the prompt, as perf trace has it. */
static int by_events(const void *a, const void *b)
{
	const struct entry *x = *(const struct entry *const *)a;
	const struct entry *y = *(const struct entry *const *)b;

	if (x->stats.event_cnt != y->stats.event_cnt)
		return x->stats.event_cnt < y->stats.event_cnt ? -1 : 1;
	return (x->tid > y->tid) - (x->tid < y->tid);
}

/* Every entry of the three lists in the order to print; the caller frees the array. */
static struct entry **sorted_entries(struct summary *sum, size_t *cnt, uint64_t *all_events)
{
	struct list *lists[] = { &sum->living, &sum->ended, &sum->folded };
	size_t n = sum->living.cnt + sum->ended.cnt + sum->folded.cnt;
	struct entry **all = calloc(n + 1, sizeof(struct entry *));

	if (!all)
		return NULL;
	*cnt = 0;
	*all_events = 0;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		struct entry *e;

		TAILQ_FOREACH(e, &lists[i]->head, link) {
			if (e->task)
				take_facts(e);
			all[(*cnt)++] = e;
			*all_events += e->stats.event_cnt;
		}
	}
	qsort(all, n, sizeof(struct entry *), by_events);
	return all;
}

static int summary_finish(struct sink *s)
{
	struct summary *sum = self(s);
	uint64_t all_events;
	struct entry **all;
	size_t cnt;
	struct text t;

	all = sorted_entries(sum, &cnt, &all_events);
	if (!all)
		return -ENOMEM;
	outfile_reserve(sum->out, &t);
	text_lit(&t, "\n Summary of events:\n\n");
	outfile_commit(sum->out, &t);
	for (size_t i = 0; !sum->err && i < cnt; i++)
		sum->err = put_entry(sum, all[i], all_events);
	free(all);
	return sum->err ? sum->err : outfile_flush(sum->out);
}

static void list_fini(struct list *l)
{
	struct entry *e;

	while ((e = TAILQ_FIRST(&l->head))) {
		list_remove(l, e);
		entry_free(e);
	}
}

static void summary_close(struct sink *s)
{
	struct summary *sum = self(s);

	list_fini(&sum->living);
	list_fini(&sum->ended);
	list_fini(&sum->folded);
	free(sum);
}

static const struct sink_ops summary_ops = {
	.call = summary_call,
	.task_end = summary_task_end,
	.finish = summary_finish,
	.close = summary_close,
};

struct sink *summary_new(struct outfile *out, bool runtimes)
{
	struct summary *sum = calloc(1, sizeof(*sum));

	if (!sum)
		return NULL;
	sum->base.ops = &summary_ops;
	sum->out = out;
	sum->runtimes = runtimes;
	TAILQ_INIT(&sum->living.head);
	TAILQ_INIT(&sum->ended.head);
	TAILQ_INIT(&sum->folded.head);
	return &sum->base;
}
