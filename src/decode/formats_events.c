/* SPDX-License-Identifier: GPL-2.0-only */
/* Which tracepoints there are, by patterns for their names; see formats.h. */
#include "decode/formats_private.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracefs.h>

#include "decode/formats_file.h"
#include "util/nearest.h"

/* A name of a file in tracefs. */
enum { NAME_BYTES = 256 };

struct pattern {
	const char *text;
	char system[NAME_BYTES];
	const char *name; /* the part of @text behind the colon */
};

/* What is done with each event that matches. */
struct visit {
	int (*fn)(void *arg, const char *system, const char *name);
	void *arg;
	size_t cnt; /* of those that matched */
};

static bool is_glob(const char *word)
{
	return strpbrk(word, "*?[\\") != NULL;
}

static bool matches(const char *pattern, const char *name)
{
	return !fnmatch(pattern, name, 0);
}

static int split(struct pattern *p, const char *text, const struct diag *d)
{
	const char *colon = strchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : 0;

	if (!len || !colon[1] || len >= sizeof(p->system) || strchr(text, '/') ||
	    strchr(colon + 1, ':'))
		return diag_fail(d, -EINVAL,
				 "'%s' names no tracepoint: those are named as sched:sched_switch, "
				 "or as sched:* for all of a system",
				 text);
	memcpy(p->system, text, len);
	p->system[len] = '\0';
	p->text = text;
	p->name = colon + 1;
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **sorted(char **list)
{
	if (list)
		qsort(list, (size_t)tracefs_list_size(list), sizeof(*list), compare);
	return list;
}

/* The events of @system whose names match. */
static int visit_system(const char *system, const char *name_pattern, struct visit *v)
{
	char **names = sorted(tracefs_system_events(NULL, system));
	int ret = 0;

	for (char **name = names; name && *name && !ret; name++) {
		if (!matches(name_pattern, *name))
			continue;
		v->cnt++;
		ret = v->fn(v->arg, system, *name);
	}
	tracefs_list_free(names);
	return ret;
}

static int visit_file(const struct formats_file *file, const char *system_pattern,
		      const char *name_pattern, struct visit *v)
{
	int ret = 0;

	for (size_t i = 0; i < file->cnt && !ret; i++) {
		const struct formats_file_event *e = &file->v[i];

		if (!matches(system_pattern, e->system) || !matches(name_pattern, e->name))
			continue;
		v->cnt++;
		ret = v->fn(v->arg, e->system, e->name);
	}
	return ret;
}

/* All events that match. Returns 0, what the visit returned, or -errno when tracefs is unreadable. */
static int visit_all(const struct formats *f, const char *system_pattern, const char *name_pattern,
		     struct visit *v)
{
	char **systems;
	int ret = 0;

	if (f->file)
		return visit_file(f->file, system_pattern, name_pattern, v);
	errno = ENOENT;
	systems = sorted(tracefs_event_systems(NULL));
	if (!systems)
		return -errno;
	for (char **system = systems; *system && !ret; system++)
		if (matches(system_pattern, *system))
			ret = visit_system(*system, name_pattern, v);
	tracefs_list_free(systems);
	return ret;
}

/* --- Names that there are not -------------------------------------------------------------- */

static int offer_event(void *arg, const char *system, const char *name)
{
	char full[2 * NAME_BYTES];

	snprintf(full, sizeof(full), "%s:%s", system, name);
	nearest_offer(arg, full);
	return 0;
}

static int offer_name(void *arg, const char *system, const char *name)
{
	(void)system;
	nearest_offer(arg, name);
	return 0;
}

/* Returns whether there is a system of that very name. */
static bool offer_systems(struct nearest *n, const char *wanted)
{
	char **systems = tracefs_event_systems(NULL);
	bool found = false;

	for (char **system = systems; system && *system; system++) {
		nearest_offer(n, *system);
		found |= !strcmp(*system, wanted);
	}
	tracefs_list_free(systems);
	return found;
}

/* The same of a recording, which has few. */
static int not_recorded(const struct formats *f, const struct pattern *p, const struct diag *d)
{
	struct visit v = { .fn = offer_event };
	struct nearest n;

	nearest_init(&n, p->text, strlen(p->text));
	v.arg = &n;
	if (is_glob(p->text))
		return diag_fail(d, -ENOENT, "no tracepoint in the recording matches '%s'",
				 p->text);
	visit_all(f, "*", "*", &v);
	return diag_fail(d, -ENOENT, "the recording has no tracepoint '%s'%s", p->text,
			 nearest_hint(&n));
}

/* No event matches @p: says so, and what was perhaps meant. */
static int no_such_event(const struct formats *f, const struct pattern *p, const struct diag *d)
{
	struct visit v = { .fn = offer_event };
	struct nearest n;

	nearest_init(&n, p->system, strlen(p->system));
	v.arg = &n;
	if (is_glob(p->system))
		return diag_fail(d, -ENOENT, "no tracepoint matches '%s'", p->text);
	if (!offer_systems(&n, p->system)) {
		/* The name alone may be right. */
		if (!nearest_hint(&n)[0] && !is_glob(p->text)) {
			nearest_init(&n, p->text, strlen(p->text));
			visit_all(f, "*", p->name, &v);
		}
		return diag_fail(d, -ENOENT,
				 "no tracepoint is named '%s': there is no system '%s'%s", p->text,
				 p->system, nearest_hint(&n));
	}
	nearest_init(&n, p->name, strlen(p->name));
	v.fn = offer_name;
	if (!is_glob(p->name))
		visit_system(p->system, "*", &v);
	return diag_fail(d, -ENOENT, "the system '%s' has no tracepoint '%s'%s", p->system, p->name,
			 nearest_hint(&n));
}

/* --- Events that there are ----------------------------------------------------------------- */

static int visit_pattern(const struct formats *f, const char *text, const struct diag *d,
			 struct visit *v)
{
	struct pattern p;
	int ret = split(&p, text, d);

	if (ret)
		return ret;
	ret = visit_all(f, p.system, p.name, v);
	if (!ret && !v->cnt)
		return f->file ? not_recorded(f, &p, d) : no_such_event(f, &p, d);
	if (ret < 0 && !v->cnt)
		formats_say_unreadable(d, ret);
	return ret;
}

struct matching {
	struct formats *f;
	const struct diag *d;
	formats_event_fn *fn;
	void *arg;
};

static int match_one(void *arg, const char *system, const char *name)
{
	const struct matching *m = arg;
	const struct formats_known *known;
	int err = formats_know(m->f, system, name, &known);

	if (!err)
		return m->fn(m->arg, &known->event);
	return diag_fail(m->d, err, "cannot read the format of tracepoint '%s:%s': %s", system,
			 name, strerror(-err));
}

int formats_match_events(struct formats *f, const char *pattern, const struct diag *d,
			 formats_event_fn *fn, void *arg)
{
	struct matching m = { .f = f, .d = d, .fn = fn, .arg = arg };
	struct visit v = { .fn = match_one, .arg = &m };

	/* Before the formats: some name functions that only a plugin knows. */
	formats_load_plugins(f, d);
	return visit_pattern(f, pattern, d, &v);
}

struct event_listing {
	formats_event_fn *fn;
	void *arg;
};

static int list_one(void *arg, const char *system, const char *name)
{
	const struct event_listing *l = arg;
	char full[2 * NAME_BYTES];
	const struct formats_event event = { .system = system, .name = name, .full_name = full };

	snprintf(full, sizeof(full), "%s:%s", system, name);
	return l->fn(l->arg, &event);
}

int formats_list_events(const struct formats *f, const char *pattern, const struct diag *d,
			formats_event_fn *fn, void *arg)
{
	struct event_listing l = { .fn = fn, .arg = arg };
	struct visit v = { .fn = list_one, .arg = &l };

	return visit_pattern(f, pattern, d, &v);
}
