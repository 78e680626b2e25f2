/* SPDX-License-Identifier: GPL-2.0-only */
/* Scripts into words; see script.h. */
#include "unit/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/calls.h"
#include "unit/check.h"

void script_read(struct script *s, const char *path)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	*s = (struct script){ .path = path };
	if (!in) {
		fail_msg("%s: %s", path, strerror(errno));
		return; /* it does not come back, but nobody tells cppcheck */
	}
	while ((len = getline(&line, &cap, in)) > 0 && s->cnt < SCRIPT_LINES_MAX) {
		line[strcspn(line, "\n")] = '\0';
		s->lines[s->cnt++] = strdup(line);
	}
	free(line);
	fclose(in);
}

void script_fini(struct script *s)
{
	for (size_t i = 0; i < s->cnt; i++)
		free(s->lines[i]);
}

void words_fail(const struct words *w, const char *why)
{
	fail_msg("%s:%zu: %s: %s", w->script->path, w->line + 1, why, w->script->lines[w->line]);
}

void words_split(const struct script *s, size_t line, struct words *w)
{
	char *p = w->buf;

	w->script = s;
	w->line = line;
	w->cnt = 0;
	snprintf(w->buf, sizeof(w->buf), "%s", s->lines[line]);
	while (*(p += strspn(p, " \t")) && *p != '#' && w->cnt < SCRIPT_WORDS_MAX) {
		w->rest[w->cnt] = s->lines[line] + (p - w->buf);
		w->word[w->cnt++] = p;
		p += strcspn(p, " \t");
		if (*p)
			*p++ = '\0';
	}
}

const char *words_get(const struct words *w, size_t i)
{
	if (i >= w->cnt)
		words_fail(w, "something is missing");
	return w->word[i];
}

bool words_is(const struct words *w, size_t i, const char *text)
{
	return i < w->cnt && !strcmp(w->word[i], text);
}

static int64_t error_of(const char *name)
{
	for (int err = 1; err < 200; err++) {
		const char *known = strerrorname_np(err);

		if (known && !strcmp(known, name))
			return -err;
	}
	return 0;
}

int64_t words_number(const struct words *w, size_t i)
{
	const char *s = words_get(w, i);
	char *end;
	int64_t v;

	errno = 0;
	v = *s == '-' ? strtoll(s, &end, 0) : (int64_t)strtoull(s, &end, 0);
	if (end != s && !*end && !errno)
		return v;
	v = *s == '-' ? error_of(s + 1) : 0;
	if (!v)
		words_fail(w, "not a number");
	return v;
}

uint64_t words_time(const struct words *w, size_t i)
{
	return SCRIPT_BASE_NS + (uint64_t)words_number(w, i);
}

void words_ids(const struct words *w, size_t i, int *pid, int *tid)
{
	char rest;

	if (sscanf(words_get(w, i), "%d/%d%c", pid, tid, &rest) != 2)
		words_fail(w, "not PID/TID");
}

int64_t words_nr(const struct words *w, size_t i, enum abi abi)
{
	int64_t nr = calls_nr(abi, words_get(w, i));

	return nr >= 0 ? nr : words_number(w, i);
}

void words_args(const struct words *w, size_t from, uint64_t *args)
{
	memset(args, 0, SYSCALL_ARGS_MAX * sizeof(*args));
	for (size_t i = 0; i < SYSCALL_ARGS_MAX && from + i < w->cnt; i++)
		args[i] = (uint64_t)words_number(w, from + i);
}

void words_name(const struct words *w, size_t i, char *name, size_t size)
{
	const char *p = i < w->cnt ? w->rest[i] : "";
	unsigned int byte;
	size_t n = 0;

	while (*p && n + 1 < size) {
		if (sscanf(p, "\\x%2x", &byte) == 1) {
			name[n++] = (char)byte;
			p += 4;
		} else {
			name[n++] = *p++;
		}
	}
	name[n] = '\0';
}
