/* SPDX-License-Identifier: GPL-2.0-only */
/* The arguments of -e, and what they add up to; see select.h. */
#include "filter/select.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "filter/call_names.h"
#include "filter/filter.h"
#include "filter/signals.h"
#include "util/nearest.h"

/* --- Lists --------------------------------------------------------------------------------- */

/* One item of a list, without its `!`. */
struct item {
	char *text;
	bool negative;
};

/* A list that is read; where it begins with `!`, all of it is negative. */
struct cursor {
	const char *next; /* NULL: behind the last */
	bool negative;
};

static void begin_list(struct cursor *c, const char *list)
{
	c->negative = *list == '!';
	c->next = list + c->negative;
}

/*
 * The end of the regular expression at @s: behind a / that a comma or nothing follows. Without
 * one, the first comma ends it, as in strace.
 */
static const char *end_of_regex(const char *s)
{
	for (const char *p = s + 1; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '/' && (!p[1] || p[1] == ','))
			return p + 1;
	}
	return strchrnul(s, ',');
}

/* The next item, whose text is the caller's. Returns 1, 0 behind the last one, or -ENOMEM. */
static int next_item(struct cursor *c, struct item *item)
{
	const char *begin = c->next, *end;

	if (!begin)
		return 0;
	item->negative = c->negative;
	if (*begin == '!') {
		item->negative = true;
		begin++;
	}
	end = begin[*begin == '?'] == '/' ? end_of_regex(begin) : strchrnul(begin, ',');
	c->next = *end ? end + 1 : NULL;
	item->text = strndup(begin, (size_t)(end - begin));
	return item->text ? 1 : -ENOMEM;
}

/* What is done with each item of a list; @arg is that of each_item(). */
typedef int item_fn(struct select *s, const struct item *item, void *arg, const struct diag *d);

static int each_item(struct select *s, const char *list, item_fn *fn, void *arg,
		     const struct diag *d)
{
	struct cursor c;
	struct item item;
	int err;

	begin_list(&c, list);
	if (!*c.next)
		return diag_fail(d, -EINVAL, "-e needs the name of something behind it");
	while ((err = next_item(&c, &item)) > 0) {
		if (*item.text)
			err = fn(s, &item, arg, d);
		else
			err = diag_fail(d, -EINVAL, "there is an empty name in '%s'", list);
		free(item.text);
		if (err)
			break;
	}
	return err;
}

/* --- System calls and tracepoints ---------------------------------------------------------- */

static int add_event(struct select *s, const struct item *item, const struct diag *d)
{
	const char *colon = strchr(item->text, ':');
	struct select_event *events;

	if (colon == item->text || !colon[1] || strchr(colon + 1, ':'))
		return diag_fail(d, -EINVAL,
				 "'%s' is no tracepoint: write SYSTEM:EVENT, as in sched:sched_switch",
				 item->text);
	events = reallocarray(s->events, s->event_cnt + 1, sizeof(*events));
	if (!events)
		return -ENOMEM;
	s->events = events;
	events[s->event_cnt].text = strdup(item->text);
	events[s->event_cnt].negative = item->negative;
	if (!events[s->event_cnt].text)
		return -ENOMEM;
	s->event_cnt++;
	s->some_events |= !item->negative;
	return 0;
}

static int add_call(struct select *s, const struct item *item, const struct diag *d)
{
	int err = call_names_add(item->negative ? &s->without : &s->with, item->text, d);

	if (err)
		return err;
	s->names_calls = true;
	s->any_with |= !item->negative;
	s->names_none |= !item->negative && !strcmp(item->text, "none");
	return 0;
}

static int add_call_or_event(struct select *s, const struct item *item, void *arg,
			     const struct diag *d)
{
	bool regex = item->text[item->text[0] == '?'] == '/';

	(void)arg;
	return !regex && strchr(item->text, ':') ? add_event(s, item, d) : add_call(s, item, d);
}

/* --- Status and signals -------------------------------------------------------------------- */

/* A kind of things that are bits: how one of them is read, and where it belongs. */
struct bits_kind {
	struct select_bits *bits;
	/* Returns 0 and the bits that @name means, or -errno after a sentence. */
	int (*find)(const char *name, uint64_t *bits, const struct diag *d);
};

static int find_status(const char *name, uint64_t *bits, const struct diag *d)
{
	static const struct {
		const char *name;
		uint64_t bits;
	} rows[] = {
		{ "successful", FILTER_SUCCESSFUL },
		{ "failed", FILTER_FAILED },
		{ "unfinished", FILTER_UNFINISHED },
		{ "unavailable", FILTER_UNAVAILABLE },
		/* Nobody is attached who could leave: the trace ends, and the call is unfinished. */
		{ "detached", FILTER_UNFINISHED },
	};
	struct nearest n;

	nearest_init(&n, name, strlen(name));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!strcmp(name, rows[i].name)) {
			*bits = rows[i].bits;
			return 0;
		}
		nearest_offer(&n, rows[i].name);
	}
	return diag_fail(d, -EINVAL, "there is no status '%s'%s", name,
			 n.cnt ? nearest_hint(&n) :
				 "; calls are successful, failed, unfinished or unavailable");
}

static int add_bits(struct select *s, const struct item *item, void *arg, const struct diag *d)
{
	const struct bits_kind *kind = arg;
	uint64_t bits = 0;
	int err = 0;

	(void)s;
	if (!strcmp(item->text, "all"))
		bits = ~0ull;
	else if (strcmp(item->text, "none") != 0)
		err = kind->find(item->text, &bits, d);
	if (err)
		return err;
	kind->bits->any = true;
	kind->bits->any_with |= !item->negative;
	*(item->negative ? &kind->bits->without : &kind->bits->with) |= bits;
	return 0;
}

static uint64_t bits_left(const struct select_bits *b)
{
	return (b->any_with ? b->with : ~0ull) & ~b->without;
}

/* --- What stands before the = -------------------------------------------------------------- */

static int read_calls(struct select *s, const char *list, const struct diag *d)
{
	return each_item(s, list, add_call_or_event, NULL, d);
}

static int read_statuses(struct select *s, const char *list, const struct diag *d)
{
	struct bits_kind kind = { &s->status_bits, find_status };

	return each_item(s, list, add_bits, &kind, d);
}

static int read_signals(struct select *s, const char *list, const struct diag *d)
{
	struct bits_kind kind = { &s->signal_bits, signals_find };

	return each_item(s, list, add_bits, &kind, d);
}

/* strace's qualifiers: those that are read, and what there is in place of the others. */
static const struct qualifier {
	const char *names[4];
	int (*read)(struct select *s, const char *list, const struct diag *d);
	const char *instead;
} qualifiers[] = {
	{ { "trace", "t" }, read_calls, NULL },
	{ { "status" }, read_statuses, NULL },
	{ { "signal", "signals", "s" }, read_signals, NULL },
	{ { "read", "reads", "r" }, NULL, "data is not shown; --fd N shows what uses an fd" },
	{ { "write", "writes", "w" }, NULL, "data is not shown; --fd N shows what uses an fd" },
	{ { "inject" }, NULL, "systrail looks on and changes no call; strace does" },
	{ { "fault" }, NULL, "systrail looks on and changes no call; strace does" },
	{ { "abbrev", "a" }, NULL, "what a struct holds is not shown" },
	{ { "verbose", "v" }, NULL, "what a struct holds is not shown" },
	{ { "raw", "x" }, NULL, "--format json has the raw arguments of every call" },
	{ { "quiet", "silent", "silence", "q" },
	  NULL,
	  "--no-signals leaves signals and exits out" },
	{ { "decode-fds" }, NULL, "use the option --decode-fds=none, path or all" },
	{ { "decode-pids" }, NULL, "every pid is shown with its name" },
	{ { "trace-fd", "trace-fds", "fd", "fds" }, NULL, "use the option --fd" },
	{ { "kvm" }, NULL, "use the tracepoints kvm:*" },
};

enum { QUALIFIER_CNT = sizeof(qualifiers) / sizeof(*qualifiers) };

/* How many bytes of @arg stand before a =, if they are a word; else 0. */
static size_t qualifier_len(const char *arg)
{
	size_t len = 0;

	while (islower((unsigned char)arg[len]) || arg[len] == '-')
		len++;
	return arg[len] == '=' ? len : 0;
}

static const struct qualifier *find_qualifier(const char *word, size_t len)
{
	for (const struct qualifier *q = qualifiers; q < qualifiers + QUALIFIER_CNT; q++)
		for (int i = 0; i < 4 && q->names[i]; i++)
			if (strlen(q->names[i]) == len && !memcmp(q->names[i], word, len))
				return q;
	return NULL;
}

static int no_such_qualifier(const char *word, size_t len, const struct diag *d)
{
	struct nearest n;

	nearest_init(&n, word, len);
	for (int i = 0; i < QUALIFIER_CNT; i++)
		if (qualifiers[i].read)
			nearest_offer(&n, qualifiers[i].names[0]);
	return diag_fail(d, -EINVAL, "-e does not know '%.*s='%s", (int)len, word,
			 n.cnt ? nearest_hint(&n) : "; it knows trace=, status= and signal=");
}

int select_add(struct select *s, const char *arg, const struct diag *d)
{
	size_t len = qualifier_len(arg);
	const struct qualifier *q;

	if (!len)
		return read_calls(s, arg, d);
	q = find_qualifier(arg, len);
	if (!q)
		return no_such_qualifier(arg, len, d);
	if (!q->read)
		return diag_fail(d, -EINVAL, "-e %.*s= is strace's: %s", (int)len, arg, q->instead);
	return q->read(s, arg + len + 1, d);
}

/* --- The sum ------------------------------------------------------------------------------- */

static int finish_calls(struct select *s, const struct diag *d)
{
	s->no_calls = s->some_events && !s->names_calls;
	if (!s->names_calls)
		return 0;
	if (s->any_with)
		s->calls = s->with;
	else
		syscall_set_fill(&s->calls);
	s->no_calls = s->names_none && syscall_set_is_empty(&s->calls);
	syscall_set_subtract(&s->calls, &s->without);
	if (!s->no_calls && syscall_set_is_empty(&s->calls))
		return diag_fail(d, -EINVAL,
				 "the -e options leave no system call: what they name is not there, or taken away again");
	s->some_calls = !syscall_set_is_full(&s->calls);
	return 0;
}

static int finish_statuses(struct select *s, const struct diag *d)
{
	if (!s->status_bits.any)
		return 0;
	s->statuses = (unsigned int)bits_left(&s->status_bits) & FILTER_ALL_STATUSES;
	if (!s->statuses)
		return diag_fail(d, -EINVAL,
				 "the -e status= options leave no way for a call to end");
	if (s->statuses == FILTER_ALL_STATUSES)
		s->statuses = 0;
	return 0;
}

int select_finish(struct select *s, const struct diag *d)
{
	int err = finish_calls(s, d);

	if (err)
		return err;
	if (s->event_cnt && !s->some_events && !s->has_all)
		return diag_fail(d, -EINVAL,
				 "-e leaves out '%s', but no -e names a tracepoint to begin with",
				 s->events[0].text);
	s->signals = bits_left(&s->signal_bits);
	s->some_signals = s->signals != ~0ull;
	return finish_statuses(s, d);
}

void select_fini(struct select *s)
{
	for (size_t i = 0; i < s->event_cnt; i++)
		free(s->events[i].text);
	free(s->events);
	s->events = NULL;
	s->event_cnt = 0;
}

/* @pattern has one colon, and two globs around it. */
static bool event_fits(const char *pattern, const char *system, const char *name)
{
	const char *colon = strchr(pattern, ':');
	char *first = strndup(pattern, (size_t)(colon - pattern));
	bool fits = first && !fnmatch(first, system, 0) && !fnmatch(colon + 1, name, 0);

	free(first);
	return fits;
}

bool select_has_event(const struct select *s, const char *system, const char *name)
{
	bool has = false;

	for (size_t i = 0; i < s->event_cnt; i++) {
		if (!event_fits(s->events[i].text, system, name))
			continue;
		if (s->events[i].negative)
			return false;
		has = true;
	}
	return has;
}

bool select_drops_event(const struct select *s, const char *system, const char *name)
{
	for (size_t i = 0; i < s->event_cnt; i++)
		if (s->events[i].negative && event_fits(s->events[i].text, system, name))
			return true;
	return false;
}
