/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of container runtimes; see container_state.h. A row is a place where one may be; a
 * reader knows what is in it.
 */
#include "task/container_state.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "task/container_lists.h"
#include "task/container_scheme.h"
#include "util/jsonfile.h"

enum {
	FILE_BYTES_MAX = 4 << 20,
	/* Entries of a directory that are looked at; more containers are on no machine. */
	DECLARED_MAX = 4096,
	USERS_MAX = 256,
};

struct container_state {
	char root[PATH_MAX];
	struct container_lists lists;
};

struct container_state *container_state_open(const char *root)
{
	struct container_state *st = calloc(1, sizeof(*st));

	if (st)
		snprintf(st->root, sizeof(st->root), "%s", root);
	return st;
}

void container_state_close(struct container_state *st)
{
	if (!st)
		return;
	container_lists_fini(&st->lists);
	free(st);
}

/* The file @root/@before/@name/@after, or NULL. */
static struct json_value *open_state(const struct container_state *st, const char *before,
				     const char *name, const char *after)
{
	char path[2 * PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s%s%s%s", st->root, before, name, after);

	if (len < 0 || len >= PATH_MAX)
		return NULL;
	return jsonfile_open(path, FILE_BYTES_MAX);
}

/* Whether there is a text @key in @v; then it is in @text. */
static bool take_text(char *text, const struct json_value *v, const char *key)
{
	const char *s = json_text(json_member(v, key));

	return s && container_facts_set(text, s, strlen(s));
}

/* --- Names by id --------------------------------------------------------------------------- */

/*
 * Kubernetes' names are annotations of the container, in two spellings: that of kubelet, which
 * CRI-O and Docker keep, and that of containerd, where the pod's own container has no name.
 */
static bool take_kubernetes(struct container_facts *f, const struct json_value *notes)
{
	const char *type;

	take_text(f->pod_uid, notes, "io.kubernetes.pod.uid");
	take_text(f->pod_uid, notes, "io.kubernetes.cri.sandbox-uid");
	if (take_text(f->pod, notes, "io.kubernetes.pod.name"))
		take_text(f->pod_namespace, notes, "io.kubernetes.pod.namespace");
	else if (take_text(f->pod, notes, "io.kubernetes.cri.sandbox-name"))
		take_text(f->pod_namespace, notes, "io.kubernetes.cri.sandbox-namespace");
	else
		return false;
	type = json_text(json_member(notes, "io.kubernetes.cri.container-type"));
	if (type && !strcmp(type, "sandbox"))
		return container_facts_set(f->name, "POD", strlen("POD"));
	return take_text(f->name, notes, "io.kubernetes.container.name") ||
	       take_text(f->name, notes, "io.kubernetes.cri.container-name");
}

/* Docker's config.v2.json. */
static bool read_docker(struct container_facts *f, const struct json_value *v)
{
	const char *name = json_text(json_member(v, "Name"));

	if (take_kubernetes(f, json_member(json_member(v, "Config"), "Labels")))
		return true;
	if (!name)
		return false;
	name += *name == '/';
	return container_facts_set(f->name, name, strlen(name));
}

/* The config.json of an OCI bundle. */
static bool read_bundle(struct container_facts *f, const struct json_value *v)
{
	const struct json_value *notes = json_member(v, "annotations");

	return take_kubernetes(f, notes) || take_text(f->name, notes, "nerdctl/name");
}

/* clang-format off */
static const struct place {
	const char *runtime;
	const char *before; /* the id */
	const char *after;
	bool (*read)(struct container_facts *f, const struct json_value *v);
} places[] = {
	{ "docker", "/var/lib/docker/containers/", "/config.v2.json", read_docker },
	{ "containerd", "/run/containerd/io.containerd.runtime.v2.task/k8s.io/", "/config.json", read_bundle },
	{ "containerd", "/run/containerd/io.containerd.runtime.v2.task/default/", "/config.json", read_bundle },
	{ "containerd", "/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/", "/config.json", read_bundle },
	{ "cri-o", "/run/containers/storage/overlay-containers/", "/userdata/config.json", read_bundle },
	{ "cri-o", "/var/lib/containers/storage/overlay-containers/", "/userdata/config.json", read_bundle },
};
/* clang-format on */

enum { PLACE_CNT = sizeof(places) / sizeof(*places) };

static bool complete_from(const struct container_state *st, const struct place *p,
			  struct container_facts *f)
{
	struct json_value *v = open_state(st, p->before, f->id, p->after);
	bool named = v && p->read(f, v);

	if (named)
		f->runtime = p->runtime;
	jsonfile_close(v);
	return named;
}

bool container_state_complete(struct container_state *st, struct container_facts *f)
{
	bool any = !strcmp(f->runtime, "kubernetes");

	/* The id becomes part of a path. */
	if (!container_scheme_is_hex_id(f->id, strlen(f->id)))
		return false;
	for (int i = 0; i < PLACE_CNT; i++)
		if ((any || !strcmp(places[i].runtime, f->runtime)) &&
		    complete_from(st, &places[i], f))
			return true;
	if (!strcmp(f->runtime, "podman") || !strcmp(f->runtime, "cri-o"))
		return container_lists_name(&st->lists, st->root, f);
	return false;
}

/* --- Containers with any cgroup ------------------------------------------------------------ */

/* crun's status tells the path from the root of the hierarchy. */
static const char *crun_path(const struct json_value *v)
{
	return json_text(json_member(v, "cgroup-path"));
}

/*
 * runc's state tells the directories, one a controller: what comes behind the mount point is
 * for the caller to see.
 */
static const char *runc_path(const struct json_value *v)
{
	const struct json_value *paths = json_member(v, "cgroup_paths");
	const char *path = json_text(json_member(paths, "perf_event"));

	return path ? path : json_text(json_member(paths, ""));
}

static const struct declarer {
	const char *runtime;
	const char *dir; /* with a directory a container, by its id */
	const char *file;
	const char *(*path)(const struct json_value *v);
} declarers[] = {
	{ "crun", "/crun/", "/status", crun_path },
	{ "runc", "/runc/", "/state.json", runc_path },
};

enum { DECLARER_CNT = sizeof(declarers) / sizeof(*declarers) };

/* Where somebody's runtimes keep their states. */
struct run_dir {
	char path[64];
	char slice
		[64]; /* a user's containers are in here, whatever the file says; empty: anywhere */
};

/* Who is told of the containers. */
struct listener {
	container_declared_fn *fn;
	void *arg;
};

static void declare_one(const struct container_state *st, const struct declarer *d,
			const struct run_dir *run, const char *id, const struct listener *l)
{
	struct container_facts f = { .runtime = d->runtime };
	char dir[sizeof(run->path) + 32];
	struct json_value *v;
	const char *path;

	if (!container_facts_set(f.id, id, strlen(id)))
		return;
	if (!container_scheme_is_hex_id(id, strlen(id)))
		strcpy(f.name, f.id);
	snprintf(dir, sizeof(dir), "%s%s", run->path, d->dir);
	v = open_state(st, dir, id, d->file);
	path = v ? d->path(v) : NULL;
	if (path && *path == '/' && path[1] && strstr(path, run->slice))
		l->fn(l->arg, path, &f);
	jsonfile_close(v);
}

static void declare_in(const struct container_state *st, const struct run_dir *run,
		       const struct listener *l)
{
	for (int i = 0; i < DECLARER_CNT; i++) {
		const struct declarer *d = &declarers[i];
		char path[PATH_MAX + 128];
		const struct dirent *e;
		DIR *list;
		int cnt = 0;

		snprintf(path, sizeof(path), "%s%s%s", st->root, run->path, d->dir);
		list = opendir(path);
		while (list && (e = readdir(list)) && cnt++ < DECLARED_MAX)
			if (e->d_name[0] != '.')
				declare_one(st, d, run, e->d_name, l);
		if (list)
			closedir(list);
	}
}

void container_state_declared(struct container_state *st, container_declared_fn *fn, void *arg)
{
	const struct listener l = { fn, arg };
	struct run_dir run = { "/run", "" };
	char path[PATH_MAX + 16];
	const struct dirent *e;
	DIR *users;
	int cnt = 0;

	declare_in(st, &run, &l);
	snprintf(path, sizeof(path), "%s/run/user", st->root);
	users = opendir(path);
	while (users && (e = readdir(users)) && cnt++ < USERS_MAX) {
		unsigned int uid;

		if (sscanf(e->d_name, "%u", &uid) != 1)
			continue;
		snprintf(run.path, sizeof(run.path), "/run/user/%u", uid);
		snprintf(run.slice, sizeof(run.slice), "/user-%u.slice/", uid);
		declare_in(st, &run, &l);
	}
	if (users)
		closedir(users);
}
