/* SPDX-License-Identifier: GPL-2.0-only */
/* Mounted hierarchies of cgroups; see cgroup_mount.h. */
#include "task/cgroup_mount.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Undoes the octal escapes of mountinfo (\040 is a space), in place. */
static void unescape(char *s)
{
	char *to = s;

	while (*s) {
		if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' && s[2] <= '7' &&
		    s[3] >= '0' && s[3] <= '7') {
			*to++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/*
 * `31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw`: the tags before the
 * dash are any number. Whether it is a hierarchy of cgroups.
 */
static bool read_line(const char *line, struct cgroup_mount *m)
{
	const char *tail = strstr(line, " - ");
	char type[16] = "";

	*m = (struct cgroup_mount){ 0 };
	if (!tail || sscanf(line, "%*s %*s %*s %4095s %4095s", m->root, m->point) != 2)
		return false;
	if (sscanf(tail, " - %15s %*s %127s", type, m->options) < 1)
		return false;
	unescape(m->root);
	unescape(m->point);
	m->v2 = !strcmp(type, "cgroup2");
	return m->v2 || !strcmp(type, "cgroup");
}

int cgroup_mounts_read(const char *mountinfo, struct cgroup_mounts *out)
{
	FILE *in = fopen(mountinfo, "re");
	size_t cap = 0;
	char *line = NULL;

	*out = (struct cgroup_mounts){ 0 };
	if (!in)
		return -errno;
	out->v = calloc(CGROUP_MOUNTS_MAX, sizeof(*out->v));
	while (out->v && out->cnt < CGROUP_MOUNTS_MAX && getline(&line, &cap, in) > 0)
		out->cnt += read_line(line, &out->v[out->cnt]);
	free(line);
	fclose(in);
	return out->v ? 0 : -ENOMEM;
}

void cgroup_mounts_fini(struct cgroup_mounts *ms)
{
	free(ms->v);
	*ms = (struct cgroup_mounts){ 0 };
}

static bool has_option(const char *options, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = options; *s; s += strcspn(s, ","), s += *s == ',')
		if (strcspn(s, ",") == len && !memcmp(s, word, len))
			return true;
	return false;
}

/* One that shows the whole hierarchy is better. */
static const struct cgroup_mount *find(const struct cgroup_mounts *ms, bool v2)
{
	const struct cgroup_mount *found = NULL;

	for (size_t i = 0; i < ms->cnt; i++) {
		const struct cgroup_mount *m = &ms->v[i];

		if (m->v2 != v2 || (!v2 && !has_option(m->options, "perf_event")))
			continue;
		if (!found || (strcmp(found->root, "/") != 0 && !strcmp(m->root, "/")))
			found = m;
	}
	return found;
}

struct controller {
	bool listed;
	bool enabled;
	int hierarchy; /* of version 1; 0: it is with version 2 */
};

/* `perf_event 0 1 1`: name, hierarchy, number of cgroups, enabled. Newer kernels may list none. */
static struct controller read_controller(const char *controllers)
{
	struct controller c = { .enabled = true };
	FILE *in = fopen(controllers, "re");
	char line[256];
	int enabled;

	while (in && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "perf_event %d %*d %d", &c.hierarchy, &enabled) != 2)
			continue;
		c.listed = true;
		c.enabled = enabled;
	}
	if (in)
		fclose(in);
	return c;
}

static const struct cgroup_mount *none(int err)
{
	errno = -err;
	return NULL;
}

const struct cgroup_mount *cgroup_mounts_of_perf(const struct cgroup_mounts *ms,
						 const char *controllers, const struct diag *d)
{
	const struct controller c = read_controller(controllers);
	const struct cgroup_mount *m = find(ms, false);

	if (!c.enabled)
		return none(diag_fail(d, -ENOTSUP,
				      "this kernel was started without cgroups for perf events "
				      "(cgroup_disable=perf_event)"));
	if (m)
		return m;
	if (c.hierarchy)
		return none(
			diag_fail(d, -ENOENT,
				  "perf events go by a hierarchy of cgroups (version 1) that is not "
				  "mounted here: mkdir -p /sys/fs/cgroup/perf_event; mount -t cgroup "
				  "-o perf_event none /sys/fs/cgroup/perf_event"));
	m = find(ms, true);
	if (!m)
		return none(
			diag_fail(d, -ENOENT,
				  "no hierarchy of cgroups is mounted that perf events could go "
				  "by: mount -t cgroup2 none /sys/fs/cgroup"));
	return m;
}

const char *cgroup_path_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	while (len && dir[len - 1] == '/')
		len--;
	if (strncmp(path, dir, len) != 0 || (path[len] && path[len] != '/'))
		return NULL;
	return path + len;
}

/* The innermost: version 2 may be mounted on a directory of another. */
const struct cgroup_mount *cgroup_mounts_around(const struct cgroup_mounts *ms, const char *path)
{
	const struct cgroup_mount *found = NULL;

	for (size_t i = 0; i < ms->cnt; i++) {
		const struct cgroup_mount *m = &ms->v[i];

		if (cgroup_path_below(path, m->point) &&
		    (!found || strlen(m->point) > strlen(found->point)))
			found = m;
	}
	return found;
}

bool cgroup_mount_has(const struct cgroup_mount *m, const char *path)
{
	const char *below = cgroup_path_below(path, m->root);
	char dir[2 * PATH_MAX];

	if (!below)
		return false;
	snprintf(dir, sizeof(dir), "%s%s", m->point, below);
	return access(dir, F_OK) == 0;
}
