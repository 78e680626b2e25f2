/* SPDX-License-Identifier: GPL-2.0-only */
/* From what somebody typed to cgroups; see cgroups_resolve(). */
#include "task/cgroup_find.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "util/listing.h"
#include "util/nearest.h"
#include "util/text.h"

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_glob(const char *text)
{
	return strpbrk(text, "*?[");
}

/* What was typed, as a path from the root of the hierarchy, without slashes that mean nothing. */
struct wanted {
	const char *typed;
	bool from_root; /* it cannot be the end of a path */
	char path[PATH_MAX]; /* with a slash first */
};

/* Returns 0 or -ENAMETOOLONG. */
static int read_wanted(const struct cgroups *cs, const char *text, struct wanted *w)
{
	const struct cgroup_mount *m = cgroups_mount(cs);
	const char *below = cgroup_path_below(text, m->point);
	struct text t;

	*w = (struct wanted){ .typed = text, .from_root = below || *text == '/' };
	text_init(&t, w->path, sizeof(w->path) - 1);
	if (below && strcmp(m->root, "/") != 0)
		text_str(&t, m->root);
	for (const char *s = below ? below : text; *s;) {
		size_t len = strcspn(s, "/");

		if (len) {
			text_char(&t, '/');
			text_mem(&t, s, len);
		}
		s += len + (s[len] == '/');
	}
	if (!t.len)
		text_char(&t, '/');
	w->path[t.len] = '\0';
	return t.cut ? -ENAMETOOLONG : 0;
}

static bool is_exactly(const struct cgroup *cg, const struct wanted *w)
{
	return !strcmp(cg->path, w->path);
}

/* A glob without a slash is one for names, another one for paths, where `*` stops at a slash. */
static bool matches_glob(const struct cgroup *cg, const struct wanted *w)
{
	if (!w->from_root && !strchr(w->typed, '/'))
		return !fnmatch(w->typed, last_part(cg->path), 0);
	return !fnmatch(w->path, cg->path, FNM_PATHNAME);
}

/* Whether what was typed is the end of the path, or is so but for a unit's type. */
static bool is_end(const struct cgroup *cg, const struct wanted *w)
{
	static const char *const types[] = { "", ".service", ".slice", ".scope" };
	size_t len = strlen(cg->path), end_len = strlen(w->path);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types) && !w->from_root; i++) {
		size_t type_len = strlen(types[i]);

		if (len >= end_len + type_len &&
		    !memcmp(cg->path + len - type_len - end_len, w->path, end_len) &&
		    !memcmp(cg->path + len - type_len, types[i], type_len))
			return true;
	}
	return false;
}

typedef bool (*is_wanted_fn)(const struct cgroup *cg, const struct wanted *w);

/* Appends all that are wanted in this way. Returns how many, or -ENOMEM. */
static int collect(const struct cgroups *cs, const struct wanted *w, is_wanted_fn is_wanted,
		   struct cgroup_list *out)
{
	const struct cgroup *cg;
	int cnt = 0;

	for (size_t i = 0; (cg = cgroups_at(cs, i)); i++) {
		if (!is_wanted(cg, w))
			continue;
		if (cgroup_list_add(out, cg))
			return -ENOMEM;
		cnt++;
	}
	return cnt;
}

static int say_ambiguous(const struct cgroups *cs, const struct wanted *w, const struct diag *d)
{
	const struct cgroup *cg;
	struct listing l;

	listing_init(&l);
	for (size_t i = 0; (cg = cgroups_at(cs, i)); i++)
		if (is_end(cg, w) && listing_begin(&l))
			text_str(&l.text, cg->path);
	return diag_fail(d, -EINVAL, "cgroup '%s' can be one of several: %s; give the path",
			 w->typed, listing_end(&l));
}

/* The hierarchies that perf events do not go by have cgroups, too. */
static int say_other_hierarchy(const struct cgroups *cs, const char *typed,
			       const struct cgroup_mount *other, const struct diag *d)
{
	const struct cgroup_mount *m = cgroups_mount(cs);
	const char *name = other->v2 ? "version 2" : other->options;

	if (!strncmp(name, "rw,", 3) || !strncmp(name, "ro,", 3))
		name += 3;
	if (!m->v2)
		return diag_fail(d, -ENOENT,
				 "cgroup '%s' is in another hierarchy (%s): as long as the perf_event "
				 "controller of version 1 is mounted, at %s, events go by the cgroups "
				 "there: move the processes to one of them, or unmount it",
				 typed, name, m->point);
	return diag_fail(d, -ENOENT,
			 "cgroup '%s' is in another hierarchy (%s): events go by the cgroups of version "
			 "2, mounted at %s: give one of those",
			 typed, name, m->point);
}

/* The other hierarchy in which there is what was typed, or NULL. */
static const struct cgroup_mount *find_elsewhere(const struct cgroups *cs, const struct wanted *w)
{
	const struct cgroup_mounts *ms = cgroups_mounts(cs);
	const struct cgroup_mount *around = cgroup_mounts_around(ms, w->typed);

	if (around)
		return strcmp(around->point, cgroups_mount(cs)->point) != 0 ? around : NULL;
	for (size_t i = 0; i < ms->cnt; i++)
		if (strcmp(ms->v[i].point, cgroups_mount(cs)->point) != 0 &&
		    cgroup_mount_has(&ms->v[i], w->path))
			return &ms->v[i];
	return NULL;
}

static int say_unknown(const struct cgroups *cs, const struct wanted *w, const struct diag *d)
{
	const struct cgroup_mount *other = is_glob(w->typed) ? NULL : find_elsewhere(cs, w);
	const struct cgroup *cg;
	struct nearest n;

	if (other)
		return say_other_hierarchy(cs, w->typed, other, d);
	if (cgroups_denied(cs))
		return diag_fail(d, -EACCES,
				 "cgroup '%s' is not among those that can be read, and %s%s cannot be, "
				 "for want of permission: run as root, or with CAP_DAC_READ_SEARCH",
				 w->typed, cgroups_mount(cs)->point, cgroups_denied(cs));
	if (is_glob(w->typed))
		return diag_fail(d, -ENOENT, "no cgroup in %s matches '%s'",
				 cgroups_mount(cs)->point, w->typed);
	nearest_init(&n, last_part(w->path), strlen(last_part(w->path)));
	for (size_t i = 0; (cg = cgroups_at(cs, i)); i++)
		nearest_offer(&n, last_part(cg->path));
	return diag_fail(d, -ENOENT, "there is no cgroup '%s' in %s%s", w->typed,
			 cgroups_mount(cs)->point, nearest_hint(&n));
}

int cgroups_resolve(const struct cgroups *cs, const char *text, struct cgroup_list *out,
		    const struct diag *d)
{
	size_t before = out->cnt;
	struct wanted w;
	int cnt;

	if (!*text)
		return diag_fail(d, -EINVAL,
				 "the name of a cgroup is missing; / is the one of all");
	if (read_wanted(cs, text, &w))
		return diag_fail(d, -ENAMETOOLONG, "the path of a cgroup cannot be that long");
	cnt = collect(cs, &w, is_exactly, out);
	if (!cnt && is_glob(text))
		cnt = collect(cs, &w, matches_glob, out);
	if (!cnt && !is_glob(text)) {
		cnt = collect(cs, &w, is_end, out);
		if (cnt > 1) {
			out->cnt = before;
			return say_ambiguous(cs, &w, d);
		}
	}
	if (cnt < 0)
		return diag_fail(d, cnt, "out of memory");
	return cnt ? 0 : say_unknown(cs, &w, d);
}
