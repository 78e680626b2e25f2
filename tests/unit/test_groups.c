/* SPDX-License-Identifier: GPL-2.0-only */
/* -G and --container as conditions: which cgroups of a recording are meant. */
#include "unit/check.h"

#include <errno.h>
#include <string.h>

#include "filter/groups.h"
#include "task/containers.h"

static bool means(const char *typed, const char *path)
{
	struct filter_groups g = { 0 };
	struct cgroup cg = { .id = 1, .path = path };
	bool has;

	assert_int_equal(filter_groups_add_cgroup(&g, typed, NULL), 0);
	has = filter_groups_have(&g, &cg);
	filter_groups_fini(&g);
	return has;
}

static void test_paths(void **state)
{
	(void)state;
	assert_true(means("/a/b", "/a/b"));
	assert_true(means("/a/b", "/a/b/c/d"));
	assert_false(means("/a/b", "/a"));
	assert_false(means("/a/b", "/a/bc"));
	assert_false(means("/a/b", "/x/a/b"));
	assert_true(means("//a///b/", "/a/b"));
	assert_true(means("/sys/fs/cgroup/a/b", "/a/b"));
	assert_true(means("/sys/fs/cgroup/perf_event/a", "/a"));
	assert_false(means("/sys/fs/cgroup/b", "/a/b"));
	assert_true(means("/", "/"));
	assert_true(means("/", "/a/b"));
	assert_true(means("/sys/fs/cgroup", "/a"));
}

static void test_ends(void **state)
{
	(void)state;
	assert_true(means("b", "/a/b"));
	assert_true(means("a/b", "/x/a/b/below"));
	assert_true(means("b", "/b/a"));
	assert_false(means("b", "/a/ab"));
	assert_false(means("b", "/a/b2"));
	assert_true(means("nginx", "/system.slice/nginx.service"));
	assert_true(means("nginx", "/system.slice/nginx.service/worker"));
	assert_true(means("user", "/user.slice"));
	assert_false(means("nginx", "/system.slice/nginx.socket"));
	/* A path from the root is whole. */
	assert_false(means("/nginx", "/nginx.service"));
}

static void test_globs(void **state)
{
	(void)state;
	assert_true(means("web-*", "/pods/web-1"));
	assert_true(means("web-*", "/pods/web-1/init"));
	assert_false(means("web-*", "/pods/db-1"));
	assert_true(means("pods/web-?", "/pods/web-1"));
	assert_false(means("pods/*", "/pods"));
	assert_true(means("pods/*", "/pods/a/b"));
	assert_false(means("pods/*", "/x/pods/a"));
}

/* What a recording does not tell is in nothing; what it tells later is. */
static void test_unknown(void **state)
{
	struct filter_groups g = { 0 };
	struct cgroup cg = { .id = 1 };

	(void)state;
	assert_int_equal(filter_groups_add_cgroup(&g, "b", NULL), 0);
	assert_false(filter_groups_have(&g, NULL));
	assert_false(filter_groups_have(&g, &cg));
	assert_false(filter_groups_have(&g, &cg));
	cg.path = "/a/b";
	assert_true(filter_groups_have(&g, &cg));
	assert_true(filter_groups_have(&g, &cg));
	cg = (struct cgroup){ .id = 2, .path = "relative/b" };
	assert_false(filter_groups_have(&g, &cg));
	filter_groups_fini(&g);
}

static void test_several(void **state)
{
	struct filter_groups g = { 0 };
	struct cgroup a = { .id = 1, .path = "/a" }, b = { .id = 2, .path = "/b" },
		      c = { .id = 3, .path = "/c" };

	(void)state;
	assert_int_equal(filter_groups_add_cgroup(&g, "a", NULL), 0);
	assert_int_equal(filter_groups_add_cgroup(&g, "/b", NULL), 0);
	assert_true(filter_groups_have(&g, &a));
	assert_false(filter_groups_have(&g, &c));
	assert_true(filter_groups_have(&g, &b));
	filter_groups_fini(&g);
}

static void test_containers(void **state)
{
	struct container ct = { .path = "/docker/0123456789abcdef",
				.runtime = "docker",
				.id = "0123456789abcdef",
				.name = "web",
				.pod_uid = "",
				.pod = "",
				.pod_namespace = "",
				.label = "web" };
	struct cgroup cg = { .id = 1, .path = "/docker/0123456789abcdef", .container = &ct };
	struct cgroup none = { .id = 2, .path = "/web" };
	static const char *const meant[] = { "web", "0123456789abcdef", "0123" };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(meant); i++) {
		struct filter_groups g = { 0 };

		assert_int_equal(filter_groups_add_container(&g, meant[i], NULL), 0);
		assert_true(filter_groups_have(&g, &cg));
		assert_false(filter_groups_have(&g, &none));
		filter_groups_fini(&g);
	}
	assert_false(means("web", cg.path));
}

static void test_refused(void **state)
{
	struct filter_groups g = { 0 };
	char path[5000];

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(filter_groups_add_cgroup(&g, "", NULL), -EINVAL);
	assert_int_equal(filter_groups_add_container(&g, "", NULL), -EINVAL);
	assert_int_equal(filter_groups_add_cgroup(&g, path, NULL), -EINVAL);
	assert_int_equal(g.cnt, 0);
	/* A path of a recording that no kernel has is in nothing. */
	assert_false(means("/a", path));
	filter_groups_fini(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),	cmocka_unit_test(test_ends),
		cmocka_unit_test(test_globs),	cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_several), cmocka_unit_test(test_containers),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
