/* SPDX-License-Identifier: GPL-2.0-only */
/* The options that narrow calls, as words; see choice.h. */
#include "cmd/choice.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct words {
	char *p;
	size_t size;
	size_t len; /* may grow beyond size, where nothing is written any more */
};

static void put(struct words *w, const char *option, const char *argument)
{
	size_t room = w->len < w->size ? w->size - w->len : 0;
	int n = snprintf(room ? w->p + w->len : NULL, room, "%s=%s", option, argument);

	w->len += n < 0 ? w->size : (size_t)n + 1;
}

size_t choice_make(const struct options *o, char *words, size_t size)
{
	struct words w = { .p = words, .size = size };

	/* What --filter has taken away is not in the recording. */
	for (size_t i = 0; i < o->events.cnt; i++)
		if (strcmp(o->events.v[i].name, "filter") != 0)
			put(&w, "event", o->events.v[i].text);
	if (o->syscalls)
		put(&w, "syscalls", "");
	if (o->failure)
		put(&w, "failure", "");
	if (o->success)
		put(&w, "success", "");
	if (o->errnos)
		put(&w, "errno", o->errnos);
	if (o->expr)
		put(&w, "expr", o->expr);
	return w.len <= size ? w.len : 0;
}

/* What the user of report has said overrules the recorder's. */
static bool chooses(const struct options *o)
{
	return o->events.cnt || o->pair || o->failure || o->success || o->errnos || o->expr;
}

/* The argument of @word, if it is of @option. */
static const char *argument_of(const char *word, const char *option)
{
	size_t len = strlen(option);

	return !strncmp(word, option, len) && word[len] == '=' ? word + len + 1 : NULL;
}

static void apply(struct options *o, const char *word)
{
	const char *arg;

	if ((arg = argument_of(word, "event")) && o->events.cnt < OPTION_ITEMS_MAX) {
		o->events.v[o->events.cnt].name = "event";
		o->events.v[o->events.cnt++].text = arg;
	} else if (argument_of(word, "syscalls")) {
		o->syscalls = true;
	} else if (argument_of(word, "failure")) {
		o->failure = true;
	} else if (argument_of(word, "success")) {
		o->success = true;
	} else if ((arg = argument_of(word, "errno"))) {
		o->errnos = arg;
	} else if ((arg = argument_of(word, "expr"))) {
		o->expr = arg;
	}
}

int choice_apply(struct options *o, const char *words, size_t len)
{
	if (chooses(o))
		return 0;
	if (len > CHOICE_BYTES || memchr(words, '{', len) || memchr(words, '\\', len))
		return -EINVAL;
	for (size_t at = 0; at < len; at += strlen(words + at) + 1)
		apply(o, words + at);
	return 0;
}
