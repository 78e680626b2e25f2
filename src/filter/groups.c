/* SPDX-License-Identifier: GPL-2.0-only */
/* Cgroups by what was typed; see groups.h. */
#include "filter/groups.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "task/container_find.h"
#include "util/text.h"

static bool is_glob(const char *text)
{
	return strpbrk(text, "*?[");
}

/* Where cgroups are usually mounted: in a recording nobody knows better. */
static const char *below_mount_point(const char *typed)
{
	static const char *const points[] = { "/sys/fs/cgroup/perf_event", "/sys/fs/cgroup/unified",
					      "/sys/fs/cgroup" };

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		size_t len = strlen(points[i]);

		if (!strncmp(typed, points[i], len) && (typed[len] == '/' || !typed[len]))
			return typed + len;
	}
	return NULL;
}

/* A path with a slash first, and no other that means nothing. NULL when memory is short. */
static char *normalise(const char *typed)
{
	char path[PATH_MAX];
	struct text t;

	text_init(&t, path, sizeof(path));
	for (const char *s = typed; *s;) {
		size_t len = strcspn(s, "/");

		if (len) {
			text_char(&t, '/');
			text_mem(&t, s, len);
		}
		s += len + (s[len] == '/');
	}
	if (!t.len)
		text_char(&t, '/');
	return strndup(path, t.len);
}

static int add(struct filter_groups *g, const struct filter_group *group)
{
	struct filter_group *v;

	if (!group->text)
		return -ENOMEM;
	v = reallocarray(g->v, g->cnt + 1, sizeof(*v));
	if (!v) {
		free(group->text);
		return -ENOMEM;
	}
	g->v = v;
	g->v[g->cnt++] = *group;
	return 0;
}

int filter_groups_add_cgroup(struct filter_groups *g, const char *typed, const struct diag *d)
{
	const char *below = below_mount_point(typed);
	struct filter_group group = { .from_root = below || *typed == '/' };

	if (!*typed)
		return diag_fail(d, -EINVAL,
				 "the name of a cgroup is missing; / is the one of all");
	if (strlen(typed) >= PATH_MAX)
		return diag_fail(d, -EINVAL, "the path of a cgroup cannot be that long");
	group.text = normalise(below ? below : typed);
	group.is_name = is_glob(typed) && !strchr(typed, '/');
	return add(g, &group);
}

int filter_groups_add_container(struct filter_groups *g, const char *typed, const struct diag *d)
{
	struct filter_group group = { .is_container = true };

	if (!*typed)
		return diag_fail(d, -EINVAL, "the name of a container is missing");
	group.text = strdup(typed);
	return add(g, &group);
}

void filter_groups_fini(struct filter_groups *g)
{
	for (size_t i = 0; i < g->cnt; i++)
		free(g->v[i].text);
	free(g->v);
	*g = (struct filter_groups){ 0 };
}

/* Whether @path, of @len bytes, ends with @end, or does but for a unit's type. */
static bool ends_with(const char *path, size_t len, const char *end)
{
	static const char *const types[] = { "", ".service", ".slice", ".scope" };
	size_t end_len = strlen(end);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		size_t type_len = strlen(types[i]);

		if (len >= end_len + type_len &&
		    !memcmp(path + len - type_len - end_len, end, end_len) &&
		    !memcmp(path + len - type_len, types[i], type_len))
			return true;
	}
	return false;
}

/* Whether the cgroup @path, of @len bytes and terminated, is the one that is meant. */
static bool is_it(const struct filter_group *group, const char *path, size_t len)
{
	if (!strcmp(path, group->text))
		return true;
	if (group->is_name)
		return !fnmatch(group->text + 1, strrchr(path, '/') + 1, 0);
	if (is_glob(group->text))
		return !fnmatch(group->text, path, FNM_PATHNAME);
	return !group->from_root && ends_with(path, len, group->text);
}

/* Whether the cgroup, or one that it is in, is meant. */
static bool is_inside(const struct filter_group *group, const char *path)
{
	char outer[PATH_MAX];
	size_t len = strlen(path);

	if (*path != '/' || len >= sizeof(outer))
		return false;
	if (!strcmp(group->text, "/"))
		return true;
	memcpy(outer, path, len + 1);
	while (len > 1) {
		if (is_it(group, outer, len))
			return true;
		len = (size_t)(strrchr(outer, '/') - outer);
		outer[len] = '\0';
	}
	return false;
}

static bool is_one(const struct filter_group *group, const struct cgroup *cg)
{
	if (group->is_container)
		return cg->container && container_is_meant(cg->container, group->text);
	return cg->path && is_inside(group, cg->path);
}

bool filter_groups_have(struct filter_groups *g, const struct cgroup *cg)
{
	if (!cg)
		return false;
	if (cg == g->last && cg->path == g->last_path && cg->container == g->last_container)
		return g->last_answer;
	g->last = cg;
	g->last_path = cg->path;
	g->last_container = cg->container;
	g->last_answer = false;
	for (size_t i = 0; i < g->cnt && !g->last_answer; i++)
		g->last_answer = is_one(&g->v[i], cg);
	return g->last_answer;
}
