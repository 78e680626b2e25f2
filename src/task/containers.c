/* SPDX-License-Identifier: GPL-2.0-only */
/* The containers that were met; see containers.h. */
#include "task/containers.h"

#include <stdlib.h>
#include <string.h>

#include "task/container_scheme.h"
#include "task/container_state.h"
#include "util/text.h"

enum {
	BUCKETS = 1024,
	SHORT_ID_LEN = 12,
	LABEL_BYTES = 4 * (2 * CONTAINER_TEXT_BYTES + 1), /* escaping makes at most four of one */
};

struct entry {
	struct container pub; /* points into facts */
	struct container_facts facts;
	struct entry *next; /* in its bucket */
	size_t path_len;
};

struct containers {
	char *state_root;
	char *mount_point;
	struct entry *all[CONTAINERS_MAX];
	size_t cnt;
	size_t unnamed_cnt;
	struct entry *by_path[BUCKETS];
};

struct containers *containers_open(const char *state_root, const char *mount_point)
{
	struct containers *cts = calloc(1, sizeof(*cts));

	if (!cts)
		return NULL;
	cts->state_root = strdup(state_root);
	cts->mount_point = strdup(mount_point);
	if (cts->state_root && cts->mount_point)
		return cts;
	containers_close(cts);
	return NULL;
}

void containers_close(struct containers *cts)
{
	if (!cts)
		return;
	for (size_t i = 0; i < cts->cnt; i++) {
		free((char *)cts->all[i]->pub.path);
		free((char *)cts->all[i]->pub.label);
		free(cts->all[i]);
	}
	free(cts->state_root);
	free(cts->mount_point);
	free(cts);
}

const struct container *containers_at(const struct containers *cts, size_t idx)
{
	return idx < cts->cnt ? &cts->all[idx]->pub : NULL;
}

/* --- One container ------------------------------------------------------------------------- */

static void put_label(struct text *t, const struct container *ct)
{
	size_t id_len = strlen(ct->id);

	if (!*ct->name) {
		text_escape(t, ct->id, id_len < SHORT_ID_LEN ? id_len : SHORT_ID_LEN);
		return;
	}
	if (*ct->pod) {
		text_escape(t, ct->pod, strlen(ct->pod));
		text_char(t, '/');
	}
	text_escape(t, ct->name, strlen(ct->name));
}

static bool make_label(struct container *ct)
{
	char label[LABEL_BYTES];
	struct text t;
	char *copy;

	text_init(&t, label, sizeof(label));
	put_label(&t, ct);
	copy = strndup(label, t.len);
	if (!copy)
		return false;
	free((char *)ct->label);
	ct->label = copy;
	ct->label_len = t.len;
	return true;
}

static struct entry *entry_new(const char *path, size_t path_len, const struct container_facts *f)
{
	struct entry *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->facts = *f;
	e->path_len = path_len;
	e->pub = (struct container){
		.path = strndup(path, path_len),
		.runtime = f->runtime,
		.id = e->facts.id,
		.name = e->facts.name,
		.pod_uid = e->facts.pod_uid,
		.pod = e->facts.pod,
		.pod_namespace = e->facts.pod_namespace,
	};
	if (e->pub.path && make_label(&e->pub))
		return e;
	free((char *)e->pub.path);
	free(e);
	return NULL;
}

/* --- All of them --------------------------------------------------------------------------- */

/* FNV-1a */
static struct entry **bucket_of(struct containers *cts, const char *path, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)path[i]) * 16777619u;
	return &cts->by_path[hash % BUCKETS];
}

static struct entry *find_at(struct containers *cts, const char *path, size_t len)
{
	struct entry *e = *bucket_of(cts, path, len);

	while (e && (e->path_len != len || memcmp(e->pub.path, path, len) != 0))
		e = e->next;
	return e;
}

static struct entry *add(struct containers *cts, const char *path, size_t len,
			 const struct container_facts *f)
{
	struct entry *e = cts->cnt < CONTAINERS_MAX ? entry_new(path, len, f) : NULL;
	struct entry **bucket = bucket_of(cts, path, len);

	if (!e)
		return NULL;
	e->next = *bucket;
	*bucket = e;
	cts->all[cts->cnt++] = e;
	cts->unnamed_cnt += !*f->name;
	return e;
}

/* The innermost container that is known around @path. */
static struct entry *find_around(struct containers *cts, const char *path)
{
	struct entry *e = NULL;

	for (size_t len = strlen(path); len > 1 && !e; len--)
		if (path[len] == '/' || !path[len])
			e = find_at(cts, path, len);
	return e;
}

const struct container *containers_of_path(struct containers *cts, const char *path)
{
	struct container_facts f = { 0 };
	size_t len = container_scheme_match(path, &f);
	struct entry *e = find_around(cts, path);

	if (len && (!e || e->path_len < len))
		e = add(cts, path, len, &f);
	return e ? &e->pub : NULL;
}

/* --- What the runtimes have written down --------------------------------------------------- */

static void complete(struct containers *cts, struct container_state *st, struct entry *e)
{
	struct container_facts f = e->facts;

	if (!container_state_complete(st, &f))
		return;
	e->facts = f;
	e->pub.runtime = f.runtime;
	make_label(&e->pub);
	cts->unnamed_cnt--;
}

/* Behind the mount point, ours or the usual one, if it is in front. */
static const char *below_mount_point(const struct containers *cts, const char *path)
{
	const char *const points[] = { cts->mount_point, "/sys/fs/cgroup/perf_event",
				       "/sys/fs/cgroup" };

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		size_t len = strlen(points[i]);

		if (len && !strncmp(path, points[i], len) && path[len] == '/')
			return path + len;
	}
	return path;
}

struct declaring {
	struct containers *cts;
	bool new;
};

/* podman's and Docker's containers are runc's or crun's, too, and known better by their own names. */
static void declare(void *arg, const char *path, const struct container_facts *f)
{
	struct declaring *d = arg;
	const struct container *around;

	path = below_mount_point(d->cts, path);
	if (!path[1] || find_at(d->cts, path, strlen(path)))
		return;
	around = containers_of_path(d->cts, path);
	if (around && !strcmp(around->id, f->id))
		return;
	d->new |= add(d->cts, path, strlen(path), f) != NULL;
}

bool containers_look(struct containers *cts)
{
	struct container_state *st = container_state_open(cts->state_root);
	struct declaring d = { .cts = cts };

	if (!st)
		return false;
	container_state_declared(st, declare, &d);
	for (size_t i = 0; i < cts->cnt && cts->unnamed_cnt; i++)
		if (!*cts->all[i]->facts.name)
			complete(cts, st, cts->all[i]);
	container_state_close(st);
	return d.new;
}

/* --- What a recording tells -------------------------------------------------------------------- */

/* Sets the names that are not known yet. Returns whether there was one. */
static bool tell_names(struct container_facts *f, const struct container_told *told)
{
	bool named = !*f->name && container_facts_set(f->name, told->name, told->name_len);

	return (!*f->pod && container_facts_set(f->pod, told->pod, told->pod_len)) | named;
}

bool containers_tell(struct containers *cts, const char *path, const struct container_told *told)
{
	size_t len = strlen(path);
	struct container_facts f = { 0 };
	struct entry *e;
	bool unnamed;

	containers_of_path(cts, path); /* so that it is met, if its path is that of one */
	e = find_at(cts, path, len);
	if (e) {
		unnamed = !*e->facts.name;
		if (tell_names(&e->facts, told))
			make_label(&e->pub);
		cts->unnamed_cnt -= unnamed && *e->facts.name;
		return false;
	}
	if (len <= 1 || !container_facts_set(f.id, told->id, told->id_len))
		return false;
	f.runtime = "?";
	tell_names(&f, told);
	return add(cts, path, len, &f) != NULL;
}
