/* SPDX-License-Identifier: GPL-2.0-only */
/* Cgroups: which hierarchy, which numbers they have, and which ones somebody means. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "task/cgroup_find.h"
#include "task/cgroup_mount.h"
#include "task/cgroups.h"
#include "task/proc.h"
#include "unit/fake_tree.h"

static int setup(void **state)
{
	*state = fake_tree_open();
	return 0;
}

static int teardown(void **state)
{
	fake_tree_close(*state);
	return 0;
}

static struct cgroups *open_tree(struct fake_tree *t)
{
	char state_root[PATH_MAX];
	struct cgroups *cs;

	fake_tree_mkdir(t, "/cg");
	snprintf(state_root, sizeof(state_root), "%s", fake_tree_path(t, "/root"));
	cs = cgroups_open_at(fake_tree_path(t, "/cg"), state_root, &t->diag);
	assert_non_null(cs);
	return cs;
}

/* --- Mounts -------------------------------------------------------------------------------- */

#define V2(point) "41 31 0:38 / " point " rw,relatime shared:9 - cgroup2 cgroup2 rw\n"
#define V1(point, names) "35 31 0:32 / " point " rw - cgroup cgroup rw," names "\n"
#define OTHERS \
	"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"

/* The mount point that perf events go by; "": none. */
static void expect_mount(struct fake_tree *t, const char *mountinfo, const char *controllers,
			 const char *point)
{
	char path[PATH_MAX];
	struct cgroup_mounts ms;
	const struct cgroup_mount *m;

	fake_tree_write(t, "/mountinfo", mountinfo);
	fake_tree_write(t, "/cgroups", controllers);
	snprintf(path, sizeof(path), "%s", fake_tree_path(t, "/mountinfo"));
	assert_int_equal(cgroup_mounts_read(path, &ms), 0);
	m = cgroup_mounts_of_perf(&ms, fake_tree_path(t, "/cgroups"), &t->diag);
	assert_string_equal(m ? m->point : "", point);
	cgroup_mounts_fini(&ms);
}

static void test_which_hierarchy(void **state)
{
	struct fake_tree *t = *state;
	static const char on_v2[] =
		"#subsys_name\thierarchy\nmemory\t4\t20\t1\nperf_event\t0\t1\t1\n";
	static const char on_v1[] = "perf_event\t5\t1\t1\n";
	static const char disabled[] = "perf_event\t0\t1\t0\n";

	expect_mount(t, OTHERS V2("/sys/fs/cgroup"), on_v2, "/sys/fs/cgroup");
	/* Linux may list no controllers at all. */
	expect_mount(t, V2("/sys/fs/cgroup"), "", "/sys/fs/cgroup");
	/* Hybrid, and only version 1. */
	expect_mount(t, OTHERS V1("/sys/fs/cgroup/memory", "memory") V2("/sys/fs/cgroup/unified"),
		     on_v2, "/sys/fs/cgroup/unified");
	expect_mount(t, V2("/u") V1("/p", "net_cls,perf_event,net_prio"), on_v1, "/p");
	expect_mount(t, V1("/p", "perf_event"), on_v1, "/p");
	assert_int_equal(t->said_cnt, 0);
	/* Not mounted, or switched off. */
	expect_mount(t, V2("/u"), on_v1, "");
	fake_tree_expect_said(t, "mount -t cgroup -o perf_event");
	expect_mount(t, V1("/m", "memory"), on_v2, "");
	fake_tree_expect_said(t, "mount -t cgroup2");
	expect_mount(t, OTHERS, "", "");
	fake_tree_expect_said(t, "no hierarchy of cgroups is mounted");
	expect_mount(t, V2("/u"), disabled, "");
	fake_tree_expect_said(t, "cgroup_disable=perf_event");
}

/* A name of a controller that is longer, a mount of a part, a space in the path. */
static void test_mount_lines(void **state)
{
	struct fake_tree *t = *state;

	expect_mount(t, V1("/p", "perf_events") V2("/u"), "", "/u");
	expect_mount(t, "1 2 0:1 /docker/x /part rw - cgroup2 none rw\n" V2("/whole"), "",
		     "/whole");
	expect_mount(t, V2("/first") V2("/second"), "", "/first");
	expect_mount(t, V2("/with\\040space"), "", "/with space");
	expect_mount(t, "garbage\n\n1 2 - cgroup2\n - cgroup2 x y\n" V2("/u"), "", "/u");
}

static void test_path_below(void **state)
{
	(void)state;
	assert_string_equal(cgroup_path_below("/a/b", "/a"), "/b");
	assert_string_equal(cgroup_path_below("/a", "/a"), "");
	assert_string_equal(cgroup_path_below("/a", "/"), "/a");
	assert_null(cgroup_path_below("/ab", "/a"));
	assert_null(cgroup_path_below("/b", "/a"));
}

/* --- Numbers ------------------------------------------------------------------------------- */

static void test_tree_is_read(void **state)
{
	struct fake_tree *t = *state;
	uint64_t deep = fake_tree_mkdir(t, "/cg/a/b/c"), a = fake_tree_mkdir(t, "/cg/a");
	struct cgroups *cs = open_tree(t);
	const struct cgroup *cg = cgroups_find_id(cs, deep);

	assert_string_equal(cg->path, "/a/b/c");
	assert_ptr_equal(cg->label, cg->path);
	assert_int_equal(cg->label_len, 6);
	assert_true(cg->id == deep);
	assert_null(cg->container);
	assert_string_equal(cgroups_find_id(cs, a)->path, "/a");
	assert_string_equal(cgroups_find_id(cs, fake_tree_mkdir(t, "/cg"))->path, "/");
	assert_string_equal(cgroups_at(cs, 0)->path, "/");
	assert_non_null(cgroups_at(cs, 3));
	assert_null(cgroups_at(cs, 4));
	assert_true(cgroup_is_inside(cg, cgroups_find_id(cs, a)));
	assert_true(cgroup_is_inside(cg, cgroups_at(cs, 0)));
	assert_true(cgroup_is_inside(cg, cg));
	assert_false(cgroup_is_inside(cgroups_find_id(cs, a), cg));
	cgroups_close(cs);
}

static void test_not_there(void **state)
{
	struct fake_tree *t = *state;

	assert_null(cgroups_open_at("/nonexistent/cgroup", "", &t->diag));
	fake_tree_expect_said(t, "/nonexistent/cgroup");
	cgroups_close(NULL);
}

static void test_unknown_number(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs = open_tree(t);
	const struct cgroup *cg = cgroups_find_id(cs, 99999999999);

	assert_null(cg->path);
	assert_string_equal(cg->label, "?");
	assert_int_equal(cg->label_len, 1);
	assert_ptr_equal(cgroups_find_id(cs, 99999999999), cg);
	/* Nobody is inside of what is not known. */
	assert_false(cgroup_is_inside(cg, cgroups_at(cs, 0)));
	assert_int_equal(cgroups_open_dir(cs, cg), -ENOENT);
	cgroups_close(cs);
}

/* A cgroup that is made later is found by a record, or by a walk that does not wait for ever. */
static void test_later_cgroups(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs = open_tree(t);
	uint64_t told = fake_tree_mkdir(t, "/cg/told"), seen = fake_tree_mkdir(t, "/cg/seen"), late;
	const struct cgroup *cg;

	cgroups_learn(cs, told, "/told");
	assert_string_equal(cgroups_find_id(cs, told)->path, "/told");
	assert_string_equal(cgroups_find_id(cs, seen)->path, "/seen");
	/* The next walk has to wait, and the number gets its name when it is done. */
	late = fake_tree_mkdir(t, "/cg/late");
	cg = cgroups_find_id(cs, late);
	for (int i = 0; !cg->path && i < 10000; i++) {
		usleep(1000);
		cgroups_round(cs);
	}
	assert_string_equal(cg->path, "/late");
	/* What a number once was it stays. */
	cgroups_learn(cs, told, "/other");
	assert_string_equal(cgroups_find_id(cs, told)->path, "/told");
	cgroups_close(cs);
}

static void test_removed_stays_known(void **state)
{
	struct fake_tree *t = *state;
	uint64_t id = fake_tree_mkdir(t, "/cg/a");
	struct cgroups *cs = open_tree(t);
	struct ids tids = { 0 };
	const struct cgroup *cg = cgroups_find_id(cs, id);
	int fd = cgroups_open_dir(cs, cg);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(rmdir(fake_tree_path(t, "/cg/a")), 0);
	assert_int_equal(cgroups_open_dir(cs, cg), -ENOENT);
	assert_int_equal(cgroups_threads(cs, cg, &tids), -ENOENT);
	assert_string_equal(cgroups_find_id(cs, id)->path, "/a");
	assert_null(cgroups_at(cs, 1));
	/* Another one of that name is another one. */
	fake_tree_mkdir(t, "/cg/keeps-the-number");
	if (fake_tree_mkdir(t, "/cg/a") != id)
		assert_int_equal(cgroups_open_dir(cs, cg), -ENOENT);
	cgroups_close(cs);
}

static void test_hostile_names(void **state)
{
	struct fake_tree *t = *state;
	uint64_t id = fake_tree_mkdir(t, "/cg/a\033[31m\xff b");
	struct cgroups *cs = open_tree(t);
	const struct cgroup *cg = cgroups_find_id(cs, id);
	char endless[PATH_MAX + 10];

	assert_string_equal(cg->path, "/a\033[31m\xff b");
	assert_string_equal(cg->label, "/a\\x1b[31m\\xff b");
	assert_int_equal(cg->label_len, strlen(cg->label));
	memset(endless, '/', sizeof(endless));
	endless[sizeof(endless) - 1] = '\0';
	cgroups_learn(cs, 1234567, endless);
	assert_null(cgroups_find_id(cs, 1234567)->path);
	cgroups_learn(cs, 1234568, "relative");
	cgroups_learn(cs, 1234569, "");
	assert_null(cgroups_find_id(cs, 1234568)->path);
	cgroups_close(cs);
}

/* Paths that records tell of take no more memory than they may. */
static void test_memory_is_bounded(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs = open_tree(t);
	uint64_t cnt = CGROUPS_BYTES_MAX / 4000 + 100;
	char path[4001];

	memset(path, 'x', sizeof(path));
	for (size_t i = 0; i < sizeof(path); i += 250)
		path[i] = '/';
	path[sizeof(path) - 1] = '\0';
	for (uint64_t id = 1; id <= cnt; id++)
		cgroups_learn(cs, id << 40, path);
	assert_non_null(cgroups_find_id(cs, 1ull << 40)->path);
	assert_null(cgroups_find_id(cs, cnt << 40)->path);
	assert_string_equal(cgroups_find_id(cs, cnt << 40)->label, "?");
	cgroups_close(cs);
}

static void test_threads(void **state)
{
	struct fake_tree *t = *state;
	uint64_t a, b;
	struct cgroups *cs;
	struct ids tids = { 0 };

	fake_tree_write(t, "/cg/a/cgroup.threads", "10\n12\n0\n11\n");
	fake_tree_write(t, "/cg/a/b/cgroup.threads", "11\n20\n");
	fake_tree_write(t, "/cg/ab/cgroup.threads", "99\n");
	fake_tree_mkdir(t, "/cg/a/vanished");
	a = fake_tree_mkdir(t, "/cg/a");
	b = fake_tree_mkdir(t, "/cg/a/b");
	cs = open_tree(t);
	ids_add(&tids, 50);
	assert_int_equal(cgroups_threads(cs, cgroups_find_id(cs, a), &tids), 0);
	assert_int_equal(tids.cnt, 5);
	assert_int_equal(tids.v[0], 50);
	assert_int_equal(tids.v[1], 10);
	assert_int_equal(tids.v[2], 11);
	assert_int_equal(tids.v[3], 12);
	assert_int_equal(tids.v[4], 20);
	tids.cnt = 0;
	assert_int_equal(cgroups_threads(cs, cgroups_find_id(cs, b), &tids), 0);
	assert_int_equal(tids.cnt, 2);
	ids_fini(&tids);
	cgroups_close(cs);
}

static void test_drop_nested(void **state)
{
	struct fake_tree *t = *state;
	struct cgroup_list l = { 0 };
	struct cgroups *cs;

	fake_tree_mkdir(t, "/cg/a/b/c");
	fake_tree_mkdir(t, "/cg/ab");
	cs = open_tree(t);
	assert_int_equal(cgroups_resolve(cs, "/a/b/c", &l, NULL), 0);
	assert_int_equal(cgroups_resolve(cs, "/ab", &l, NULL), 0);
	assert_int_equal(cgroups_resolve(cs, "/a/b", &l, NULL), 0);
	assert_int_equal(cgroups_resolve(cs, "/a", &l, NULL), 0);
	assert_int_equal(cgroups_resolve(cs, "/a", &l, NULL), 0);
	assert_int_equal(l.cnt, 4);
	cgroup_list_drop_nested(&l);
	assert_int_equal(l.cnt, 2);
	assert_string_equal(l.v[0]->path, "/ab");
	assert_string_equal(l.v[1]->path, "/a");
	cgroup_list_fini(&l);
	cgroups_close(cs);
}

static void test_of_process(void **state)
{
	char path[PATH_MAX], v1[PATH_MAX];

	(void)state;
	if (proc_cgroup(getpid(), "", path, sizeof(path)))
		skip();
	assert_int_equal(path[0], '/');
	assert_null(strchr(path, '\n'));
	assert_int_equal(proc_cgroup(getpid(), "", v1, 1), -ENAMETOOLONG);
	assert_int_equal(proc_cgroup(getpid(), "no_such", v1, sizeof(v1)), -ENOENT);
	assert_int_equal(proc_cgroup(0x7ffffffe, "", v1, sizeof(v1)), -ESRCH);
}

/* --- What somebody means ------------------------------------------------------------------- */

/* @paths: those that are found, in any order, with spaces between. */
static void expect_resolved(struct cgroups *cs, struct fake_tree *t, const char *text,
			    const char *paths)
{
	struct cgroup_list l = { 0 };
	char got[PATH_MAX] = "";

	if (cgroups_resolve(cs, text, &l, &t->diag))
		print_error("%s: %s\n", text, t->said);
	for (size_t i = 0; i < l.cnt; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s", i ? " " : "",
			 l.v[i]->path);
	assert_string_equal(got, paths);
	assert_int_equal(t->said_cnt, 0);
	cgroup_list_fini(&l);
}

static void expect_refused(struct cgroups *cs, struct fake_tree *t, const char *text, int err,
			   const char *said)
{
	struct cgroup_list l = { 0 };

	assert_int_equal(cgroups_resolve(cs, text, &l, &t->diag), err);
	fake_tree_expect_said(t, said);
	assert_int_equal(l.cnt, 0);
	cgroup_list_fini(&l);
}

static void make_services(struct fake_tree *t)
{
	fake_tree_mkdir(t, "/cg/system.slice/nginx.service/child");
	fake_tree_mkdir(t, "/cg/system.slice/cron.service");
	fake_tree_mkdir(t, "/cg/user.slice/user-1.slice/cron.service");
	fake_tree_mkdir(t, "/cg/user.slice/nested/x");
	fake_tree_mkdir(t, "/cg/x");
	fake_tree_mkdir(t, "/cg/we[ir]d*");
}

static void test_resolve(void **state)
{
	struct fake_tree *t = *state;
	char path[PATH_MAX];
	struct cgroups *cs;

	make_services(t);
	cs = open_tree(t);
	expect_resolved(cs, t, "/", "/");
	expect_resolved(cs, t, "/system.slice/nginx.service", "/system.slice/nginx.service");
	expect_resolved(cs, t, "system.slice/nginx.service", "/system.slice/nginx.service");
	expect_resolved(cs, t, "//system.slice//nginx.service/", "/system.slice/nginx.service");
	snprintf(path, sizeof(path), "%s", fake_tree_path(t, "/cg/system.slice/nginx.service/"));
	expect_resolved(cs, t, path, "/system.slice/nginx.service");
	snprintf(path, sizeof(path), "%s", fake_tree_path(t, "/cg"));
	expect_resolved(cs, t, path, "/");
	expect_resolved(cs, t, "nginx.service", "/system.slice/nginx.service");
	expect_resolved(cs, t, "nginx", "/system.slice/nginx.service");
	expect_resolved(cs, t, "system", "/system.slice");
	expect_resolved(cs, t, "child", "/system.slice/nginx.service/child");
	expect_resolved(cs, t, "nginx.service/child", "/system.slice/nginx.service/child");
	expect_resolved(cs, t, "user-1.slice/cron", "/user.slice/user-1.slice/cron.service");
	/* What is there as it was typed is meant, although others end so or a glob is in it. */
	expect_resolved(cs, t, "x", "/x");
	expect_resolved(cs, t, "we[ir]d*", "/we[ir]d*");
	cgroups_close(cs);
}

static void test_resolve_globs(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs;

	make_services(t);
	cs = open_tree(t);
	expect_resolved(cs, t, "system.slice/n*", "/system.slice/nginx.service");
	expect_resolved(cs, t, "/user.slice/*/cron.*", "/user.slice/user-1.slice/cron.service");
	expect_resolved(cs, t, "ngin?.service", "/system.slice/nginx.service");
	expect_resolved(cs, t, "/x*", "/x");
	expect_refused(cs, t, "/cron*", -ENOENT, "matches '/cron*'");
	cgroups_close(cs);
}

static void test_resolve_refuses(void **state)
{
	struct fake_tree *t = *state;
	char endless[2 * PATH_MAX];
	struct cgroups *cs;

	make_services(t);
	cs = open_tree(t);
	expect_refused(cs, t, "", -EINVAL, "missing");
	expect_refused(cs, t, "cron", -EINVAL,
		       "/user.slice/user-1.slice/cron.service; give the path");
	expect_refused(cs, t, "ngnix.service", -ENOENT, "did you mean 'nginx.service'?");
	expect_refused(cs, t, "/nginx.service", -ENOENT, "there is no cgroup '/nginx.service'");
	expect_refused(cs, t, "/system.slice/../x", -ENOENT, "there is no cgroup");
	memset(endless, 'a', sizeof(endless));
	endless[sizeof(endless) - 1] = '\0';
	expect_refused(cs, t, endless, -ENAMETOOLONG, "that long");
	cgroups_close(cs);
}

static void test_resolve_many(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs;

	for (int i = 0; i < 15; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/cg/p%02d/same", i);
		fake_tree_mkdir(t, path);
	}
	cs = open_tree(t);
	expect_refused(cs, t, "same", -EINVAL, " and 5 more; give the path");
	cgroups_close(cs);
}

static void test_denied(void **state)
{
	enum { NOBODY = 65534 };
	uid_t euid = geteuid();
	struct fake_tree *t = *state;
	struct cgroups *cs;

	fake_tree_mkdir(t, "/cg/secret/inside");
	assert_int_equal(chmod(fake_tree_path(t, ""), 0755), 0);
	assert_int_equal(chmod(fake_tree_path(t, "/cg/secret"), 0), 0);
	/* Root may read everything; nobody may not. */
	if (euid == 0)
		assert_int_equal(seteuid(NOBODY), 0);
	cs = open_tree(t);
	assert_int_equal(seteuid(euid), 0);
	expect_refused(cs, t, "inside", -EACCES, "/secret cannot be");
	expect_resolved(cs, t, "secret", "/secret");
	cgroups_close(cs);
	chmod(fake_tree_path(t, "/cg/secret"), 0755);
}

/* --- Of a recording -------------------------------------------------------------------------- */

#define HEX8 "0a1b2c3d"
#define HEX_ID HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8

static void tell_container(struct cgroups *cs, uint64_t cgroup_id, const char *id, const char *name,
			   const char *pod)
{
	struct container_told told = {
		.cgroup_id = cgroup_id,
		.id = id,
		.id_len = strlen(id),
		.name = name,
		.name_len = strlen(name),
		.pod = pod,
		.pod_len = strlen(pod),
	};

	cgroups_tell_container(cs, &told);
}

/* Nothing of this machine: neither the cgroup of a number nor that of a thread. */
static void test_recorded(void **state)
{
	struct cgroups *cs = cgroups_new_recorded();
	const struct cgroup *cg = cgroups_find_id(cs, 1);
	struct ids tids = { 0 };

	(void)state;
	assert_null(cg->path);
	assert_string_equal(cg->label, "?");
	cgroups_round(cs);
	assert_null(cgroups_find_id(cs, 1)->path);
	assert_null(cgroups_of_thread(cs, getpid()));
	assert_true(cgroups_walk(cs) < 0);
	assert_null(cgroups_at(cs, 0));
	cgroups_learn(cs, 1, "/");
	cgroups_learn(cs, 7, "/a/b");
	cgroups_learn(cs, 7, "/other");
	cgroups_learn(cs, 8, "no path");
	assert_string_equal(cg->path, "/");
	assert_string_equal(cgroups_find_id(cs, 7)->path, "/a/b");
	assert_ptr_equal(cgroups_at(cs, 0), cg);
	assert_string_equal(cgroups_at(cs, 1)->path, "/a/b");
	assert_null(cgroups_at(cs, 2));
	assert_int_equal(cgroups_open_dir(cs, cg), -ENOENT);
	assert_true(cgroups_threads(cs, cg, &tids) < 0);
	assert_int_equal(tids.cnt, 0);
	cgroups_close(cs);
}

static void test_recorded_containers(void **state)
{
	struct cgroups *cs = cgroups_new_recorded();

	(void)state;
	/* By the path alone, and what a rider adds. */
	cgroups_learn(cs, 1, "/docker/" HEX_ID);
	cgroups_learn(cs, 2, "/docker/" HEX_ID "/below");
	assert_string_equal(cgroups_find_id(cs, 2)->container->label, "0a1b2c3d0a1b");
	tell_container(cs, 1, HEX_ID, "web", "");
	assert_string_equal(cgroups_find_id(cs, 2)->container->label, "web");
	tell_container(cs, 1, "another", "other", "pod");
	assert_string_equal(cgroups_find_id(cs, 1)->container->id, HEX_ID);
	assert_string_equal(cgroups_find_id(cs, 1)->container->name, "web");
	/* One that only the recorder could know. */
	cgroups_learn(cs, 3, "/any/where");
	cgroups_learn(cs, 4, "/any/where/below");
	assert_null(cgroups_find_id(cs, 3)->container);
	tell_container(cs, 3, "mine", "m\n", "pod");
	assert_string_equal(cgroups_find_id(cs, 3)->container->label, "pod/m\\n");
	cgroups_round(cs);
	assert_string_equal(cgroups_find_id(cs, 4)->container->id, "mine");
	cgroups_learn(cs, 5, "/any/where/later");
	assert_string_equal(cgroups_find_id(cs, 5)->container->id, "mine");
	cgroups_close(cs);
}

static void test_recorded_nonsense(void **state)
{
	struct cgroups *cs = cgroups_new_recorded();
	char longest[300];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	tell_container(cs, 9, "unknown", "cgroup", "");
	cgroups_learn(cs, 1, "/");
	cgroups_learn(cs, 2, "/a");
	tell_container(cs, 1, "root", "all", ""); /* would be everybody's */
	tell_container(cs, 2, "", "name", "");
	tell_container(cs, 2, longest, "name", "");
	cgroups_round(cs);
	assert_null(cgroups_find_id(cs, 1)->container);
	assert_null(cgroups_find_id(cs, 2)->container);
	tell_container(cs, 2, "id", longest, longest);
	assert_string_equal(cgroups_find_id(cs, 2)->container->label, "id");
	cgroups_close(cs);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_which_hierarchy),
		TEST(test_mount_lines),
		cmocka_unit_test(test_path_below),
		TEST(test_tree_is_read),
		TEST(test_not_there),
		TEST(test_unknown_number),
		TEST(test_later_cgroups),
		TEST(test_removed_stays_known),
		TEST(test_hostile_names),
		TEST(test_memory_is_bounded),
		TEST(test_threads),
		TEST(test_drop_nested),
		cmocka_unit_test(test_of_process),
		TEST(test_resolve),
		TEST(test_resolve_globs),
		TEST(test_resolve_refuses),
		TEST(test_resolve_many),
		TEST(test_denied),
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_recorded_containers),
		cmocka_unit_test(test_recorded_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
