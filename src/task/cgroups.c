/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cgroups of one hierarchy by their numbers; see cgroups.h.
 *
 * Two things are done between records, when something is new: the tree is walked while there is
 * a number without a path, and the files of container runtimes are read, which appear a little
 * later than the cgroup. Both have a pace, so that whoever makes cgroups all the time does not
 * keep us busy.
 */
#include "task/cgroups.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "task/proc.h"
#include "util/clock.h"
#include "util/text.h"

enum {
	BUCKETS = 16384,
	PACE = 20, /* a 20th of the time */
	WALK_GAP_MS = 100,
	LOOK_GAP_MS = 100,
	/* At once, and then after so many times the gap. */
	LOOKS_MAX = 4,
	LOOKS_FACTOR = 10,
};

struct entry {
	struct cgroup pub;
	bool asked; /* a record has its number, and no walk has begun since */
	struct entry *next; /* in its bucket */
};

/* When something that takes its time may be done again. */
struct pace {
	uint64_t begin_ns;
	uint64_t next_ns;
};

struct cgroups {
	bool recorded; /* of a recording: nothing is looked up */
	bool told; /* containers were told since the last round */
	struct cgroup_mounts mounts;
	struct cgroup_mount mount;
	struct containers *containers;
	struct entry *by_id[BUCKETS];
	struct entry nobody; /* for numbers that there is no memory for */
	size_t used_bytes;
	size_t asked_cnt;
	/* What the last walk has found, in its order. */
	struct cgroup_list living;
	char denied[PATH_MAX];
	struct pace walk_pace;
	struct pace look_pace;
	int looks; /* since something was new */
	uint64_t look_ns; /* not before */
};

static bool pace_begin(struct pace *p)
{
	p->begin_ns = clock_now_ns();
	return p->begin_ns >= p->next_ns;
}

static void pace_end(struct pace *p, uint64_t gap_ns)
{
	uint64_t now_ns = clock_now_ns(), rest_ns = PACE * (now_ns - p->begin_ns);

	p->next_ns = now_ns + (rest_ns > gap_ns ? rest_ns : gap_ns);
}

/* --- By number ----------------------------------------------------------------------------- */

static struct entry **bucket_of(struct cgroups *cs, uint64_t id)
{
	return &cs->by_id[(id ^ id >> 32) % BUCKETS];
}

static struct entry *find_entry(struct cgroups *cs, uint64_t id)
{
	struct entry *e = *bucket_of(cs, id);

	while (e && e->pub.id != id)
		e = e->next;
	return e;
}

/* Takes @bytes of what there is for all. */
static bool take_bytes(struct cgroups *cs, size_t bytes)
{
	if (bytes > CGROUPS_BYTES_MAX - cs->used_bytes)
		return false;
	cs->used_bytes += bytes;
	return true;
}

/* The entry of @id, made if need be; the one of nobody when memory is short. */
static struct entry *get_entry(struct cgroups *cs, uint64_t id)
{
	struct entry *e = find_entry(cs, id), **bucket = bucket_of(cs, id);

	if (e)
		return e;
	e = take_bytes(cs, sizeof(*e)) ? calloc(1, sizeof(*e)) : NULL;
	if (!e)
		return &cs->nobody;
	e->pub = (struct cgroup){ .id = id, .label = "?", .label_len = 1 };
	e->next = *bucket;
	*bucket = e;
	return e;
}

/* The path as lines have it; mostly it is the path itself. */
static bool set_label(struct cgroups *cs, struct cgroup *cg)
{
	char label[4 * PATH_MAX];
	size_t path_len = strlen(cg->path);
	struct text t;

	text_init(&t, label, sizeof(label));
	text_escape(&t, cg->path, path_len);
	cg->label = cg->path;
	if (t.len != path_len || memcmp(label, cg->path, path_len) != 0)
		cg->label = take_bytes(cs, t.len + 1) ? strndup(label, t.len) : NULL;
	cg->label_len = t.len;
	return cg->label;
}

static void set_path(struct cgroups *cs, struct entry *e, const char *path)
{
	struct cgroup known = e->pub;

	if (e == &cs->nobody || e->pub.path)
		return;
	known.path = take_bytes(cs, strlen(path) + 1) ? strdup(path) : NULL;
	if (!known.path)
		return;
	if (!set_label(cs, &known)) {
		free((char *)known.path);
		return;
	}
	known.container = containers_of_path(cs->containers, path);
	e->pub = known;
	if (cs->recorded)
		cgroup_list_append(&cs->living, &e->pub);
	/* Its container may be one that is known by files only. */
	if (!known.container || !*known.container->name) {
		cs->looks = 0;
		cs->look_ns = 0;
	}
}

/* --- The tree ------------------------------------------------------------------------------ */

/* The directory of the cgroup @path as an fd, or -errno. */
static int open_path(const struct cgroups *cs, const char *path)
{
	const char *below = cgroup_path_below(path, cs->mount.root);
	char dir[PATH_MAX];
	int fd;

	if (!below ||
	    snprintf(dir, sizeof(dir), "%s%s", cs->mount.point, below) >= (int)sizeof(dir))
		return -ENOENT;
	fd = open(dir, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	return fd;
}

/* A walk has come to the directory @st, which is the cgroup @path. */
static void walk_found(struct cgroups *cs, const struct stat *st, const char *path)
{
	struct entry *e = get_entry(cs, st->st_ino);

	set_path(cs, e, path);
	if (e->pub.path)
		cgroup_list_append(&cs->living, &e->pub);
}

static void walk_children(struct cgroups *cs, const char *parent, DIR *dir)
{
	const struct dirent *d;
	char path[PATH_MAX];
	struct stat st;

	while ((d = readdir(dir))) {
		if (d->d_name[0] == '.' && (!d->d_name[1] || !strcmp(d->d_name, "..")))
			continue;
		if (d->d_type != DT_DIR && d->d_type != DT_UNKNOWN)
			continue;
		if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISDIR(st.st_mode))
			continue;
		/* A longer one has no directory that could be opened. */
		if (snprintf(path, sizeof(path), "%s/%s", strcmp(parent, "/") != 0 ? parent : "",
			     d->d_name) < (int)sizeof(path))
			walk_found(cs, &st, path);
	}
}

/* What vanishes while we look was not there. */
static void walk_dir(struct cgroups *cs, const char *path)
{
	int fd = open_path(cs, path);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (!dir) {
		if (fd == -EACCES || fd == -EPERM)
			snprintf(cs->denied, sizeof(cs->denied), "%s", path);
		if (fd >= 0)
			close(fd);
		return;
	}
	walk_children(cs, path, dir);
	closedir(dir);
}

static void settle_asked(struct cgroups *cs)
{
	for (int i = 0; i < BUCKETS && cs->asked_cnt; i++)
		for (struct entry *e = cs->by_id[i]; e; e = e->next)
			if (e->asked) {
				e->asked = false;
				cs->asked_cnt--;
			}
}

/* Breadth first: what is found is what is walked next. */
int cgroups_walk(struct cgroups *cs)
{
	int fd = cs->recorded ? -ENOENT : open_path(cs, cs->mount.root), err = 0;
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st))
		err = -errno;
	close(fd);
	if (err)
		return err;
	settle_asked(cs);
	cs->living.cnt = 0;
	cs->denied[0] = '\0';
	walk_found(cs, &st, cs->mount.root);
	for (size_t i = 0; i < cs->living.cnt; i++)
		walk_dir(cs, cs->living.v[i]->path);
	return 0;
}

static void walk_at_pace(struct cgroups *cs)
{
	if (!pace_begin(&cs->walk_pace))
		return;
	cgroups_walk(cs);
	pace_end(&cs->walk_pace, WALK_GAP_MS * NSEC_PER_MSEC);
}

/* --- Containers ---------------------------------------------------------------------------- */

/* Containers were found that are known by files: cgroups that were in none may be theirs. */
static void find_containers(struct cgroups *cs)
{
	for (int i = 0; i < BUCKETS; i++)
		for (struct entry *e = cs->by_id[i]; e; e = e->next)
			if (e->pub.path && !e->pub.container)
				e->pub.container = containers_of_path(cs->containers, e->pub.path);
}

static void look(struct cgroups *cs)
{
	uint64_t later_ns = LOOK_GAP_MS * NSEC_PER_MSEC;

	if (!pace_begin(&cs->look_pace) || cs->look_pace.begin_ns < cs->look_ns)
		return;
	if (containers_look(cs->containers))
		find_containers(cs);
	pace_end(&cs->look_pace, LOOK_GAP_MS * NSEC_PER_MSEC);
	for (int i = 0; i < cs->looks; i++)
		later_ns *= LOOKS_FACTOR;
	cs->looks++;
	cs->look_ns = clock_now_ns() + later_ns;
}

/* --- Open and close ------------------------------------------------------------------------ */

static struct cgroups *fail(struct cgroups *cs, int err)
{
	cgroups_close(cs);
	errno = -err;
	return NULL;
}

/* From the mount point that is chosen to what is there now. */
static struct cgroups *start(struct cgroups *cs, const char *state_root, const struct diag *d)
{
	int err;

	cs->nobody.pub = (struct cgroup){ .label = "?", .label_len = 1 };
	cs->containers = containers_open(state_root, cs->mount.point);
	if (!cs->containers)
		return fail(cs, -ENOMEM);
	err = cgroups_walk(cs);
	if (err)
		return fail(cs, diag_fail(d, err, "cannot read the cgroups in %s: %s%s",
					  cs->mount.point, strerror(-err),
					  err == -EACCES ? ": run as root, or make the directory "
							   "readable" :
							   ""));
	look(cs);
	return cs;
}

struct cgroups *cgroups_open(const struct diag *d)
{
	struct cgroups *cs = calloc(1, sizeof(*cs));
	const struct cgroup_mount *m;
	int err;

	if (!cs)
		return NULL;
	err = cgroup_mounts_read("/proc/self/mountinfo", &cs->mounts);
	if (err)
		return fail(cs, diag_fail(d, err, "cannot read /proc/self/mountinfo: %s",
					  strerror(-err)));
	m = cgroup_mounts_of_perf(&cs->mounts, "/proc/cgroups", d);
	if (!m)
		return fail(cs, -errno);
	cs->mount = *m;
	return start(cs, "", d);
}

struct cgroups *cgroups_open_at(const char *mount_point, const char *state_root,
				const struct diag *d)
{
	struct cgroups *cs = calloc(1, sizeof(*cs));

	if (!cs)
		return NULL;
	cs->mount.v2 = true;
	snprintf(cs->mount.point, sizeof(cs->mount.point), "%s", mount_point);
	snprintf(cs->mount.root, sizeof(cs->mount.root), "/");
	return start(cs, state_root, d);
}

struct cgroups *cgroups_new_recorded(void)
{
	struct cgroups *cs = calloc(1, sizeof(*cs));

	if (!cs)
		return NULL;
	cs->recorded = true;
	cs->mount.v2 = true;
	snprintf(cs->mount.root, sizeof(cs->mount.root), "/");
	cs->nobody.pub = (struct cgroup){ .label = "?", .label_len = 1 };
	cs->containers = containers_open("", "");
	if (cs->containers)
		return cs;
	cgroups_close(cs);
	return NULL;
}

void cgroups_close(struct cgroups *cs)
{
	if (!cs)
		return;
	for (int i = 0; i < BUCKETS; i++)
		while (cs->by_id[i]) {
			struct entry *e = cs->by_id[i];

			cs->by_id[i] = e->next;
			if (e->pub.path && e->pub.label != e->pub.path)
				free((char *)e->pub.label);
			free((char *)e->pub.path);
			free(e);
		}
	cgroup_list_fini(&cs->living);
	cgroup_mounts_fini(&cs->mounts);
	containers_close(cs->containers);
	free(cs);
}

/* --- Questions ----------------------------------------------------------------------------- */

const struct cgroup_mount *cgroups_mount(const struct cgroups *cs)
{
	return &cs->mount;
}

const struct cgroup_mounts *cgroups_mounts(const struct cgroups *cs)
{
	return &cs->mounts;
}

const struct cgroup *cgroups_at(const struct cgroups *cs, size_t idx)
{
	return idx < cs->living.cnt ? cs->living.v[idx] : NULL;
}

const struct container *cgroups_container_at(const struct cgroups *cs, size_t idx)
{
	return containers_at(cs->containers, idx);
}

const char *cgroups_denied(const struct cgroups *cs)
{
	return *cs->denied ? cs->denied : NULL;
}

const struct cgroup *cgroups_find_id(struct cgroups *cs, uint64_t id)
{
	struct entry *e = find_entry(cs, id);

	if (e)
		return &e->pub;
	e = get_entry(cs, id);
	if (e == &cs->nobody || cs->recorded)
		return &e->pub;
	e->asked = true;
	cs->asked_cnt++;
	walk_at_pace(cs);
	return &e->pub;
}

void cgroups_learn(struct cgroups *cs, uint64_t id, const char *path)
{
	if (*path == '/' && strlen(path) < PATH_MAX)
		set_path(cs, get_entry(cs, id), path);
}

void cgroups_tell_container(struct cgroups *cs, const struct container_told *told)
{
	struct entry *e = find_entry(cs, told->cgroup_id);

	if (!e || !e->pub.path || !containers_tell(cs->containers, e->pub.path, told))
		return;
	/* What is below it may be many cgroups: of those it becomes known between two rounds. */
	e->pub.container = containers_of_path(cs->containers, e->pub.path);
	cs->told = true;
}

void cgroups_round(struct cgroups *cs)
{
	if (cs->told)
		find_containers(cs);
	cs->told = false;
	if (cs->recorded)
		return;
	if (cs->asked_cnt)
		walk_at_pace(cs);
	if (cs->looks < LOOKS_MAX)
		look(cs);
}

const struct cgroup *cgroups_of_thread(struct cgroups *cs, int tid)
{
	char path[PATH_MAX];
	struct stat st;
	int fd;

	if (cs->recorded)
		return NULL;
	if (proc_cgroup(tid, cs->mount.v2 ? "" : "perf_event", path, sizeof(path)))
		return NULL;
	fd = open_path(cs, path);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st))
		st.st_ino = 0;
	close(fd);
	if (!st.st_ino)
		return NULL;
	cgroups_learn(cs, st.st_ino, path);
	return cgroups_find_id(cs, st.st_ino);
}

int cgroups_open_dir(const struct cgroups *cs, const struct cgroup *cg)
{
	struct stat st;
	int fd = cg->path && !cs->recorded ? open_path(cs, cg->path) : -ENOENT;

	if (fd < 0)
		return fd;
	/* Another one of that name may have come. */
	if (!fstat(fd, &st) && st.st_ino == cg->id)
		return fd;
	close(fd);
	return -ENOENT;
}
