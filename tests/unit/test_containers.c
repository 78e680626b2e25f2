/* SPDX-License-Identifier: GPL-2.0-only */
/* Containers: by the paths of their cgroups, by the files of their runtimes, and by what is typed. */
#include "unit/check.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "task/cgroup_find.h"
#include "task/cgroups.h"
#include "task/container_scheme.h"
#include "task/containers.h"
#include "unit/fake_tree.h"
#include "util/jsonfile.h"

#define A8 "a0a1a2a3"
#define B8 "b0b1b2b3"
#define ID_A A8 A8 A8 A8 A8 A8 A8 A8
#define ID_B B8 B8 B8 B8 B8 B8 B8 B8
#define POD_UID "0a1b2c3d-1111-2222-3333-444455556666"
#define POD_UID_UNIT "0a1b2c3d_1111_2222_3333_444455556666"
#define POD_HASH "00112233445566778899aabbccddeeff"

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

/* --- Paths --------------------------------------------------------------------------------- */

/* clang-format off */
static const struct {
	const char *path;
	const char *below; /* what of the path comes behind the container's own cgroup */
	const char *runtime; /* NULL: it is no container's */
	const char *id;
	const char *name;
	const char *pod_uid;
} paths[] = {
	{ "/system.slice/docker-" ID_A ".scope", "", "docker", ID_A, "", "" },
	{ "/docker/" ID_A, "", "docker", ID_A, "", "" },
	{ "/docker/" ID_A "/init", "/init", "docker", ID_A, "", "" },
	{ "/machine.slice/libpod-" ID_A ".scope/container", "/container", "podman", ID_A, "", "" },
	{ "/libpod_parent/libpod-" ID_A, "", "podman", ID_A, "", "" },
	{ "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID_A ".scope", "", "podman", ID_A, "", "" },
	{ "/machine.slice/libpod-conmon-" ID_A ".scope" },
	{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" POD_UID_UNIT ".slice/cri-containerd-" ID_A ".scope", "", "containerd", ID_A, "", POD_UID },
	{ "/kubepods.slice/kubepods-pod" POD_UID_UNIT ".slice/crio-" ID_A ".scope", "", "cri-o", ID_A, "", POD_UID },
	{ "/kubepods/besteffort/pod" POD_UID "/" ID_A, "", "kubernetes", ID_A, "", POD_UID },
	{ "/kubepods/pod" POD_HASH "/crio-" ID_A, "", "cri-o", ID_A, "", POD_HASH },
	{ "/kubepods.slice/kubepods-pod" POD_UID_UNIT ".slice/docker-" ID_A ".scope", "", "docker", ID_A, "", POD_UID },
	{ "/system.slice/containerd.service/kubepods-burstable-pod" POD_UID_UNIT ".slice:cri-containerd:" ID_A, "", "containerd", ID_A, "", POD_UID },
	{ "/kubepods.slice/kubepods-pod" POD_UID_UNIT ".slice/crio-conmon-" ID_A ".scope" },
	{ "/kubepods/besteffort/pod" POD_UID },
	{ "/kubepods/besteffort/pod" POD_UID "/" A8 },
	{ "/machine.slice/systemd-nspawn@web.service/payload", "/payload", "nspawn", "web", "web", "" },
	{ "/machine.slice/systemd-nspawn@my\\x2dweb.service", "", "nspawn", "my-web", "my-web", "" },
	{ "/machine.slice/machine-my\\x2dweb.scope", "", "machine", "my-web", "my-web", "" },
	{ "/machine.slice/machine-qemu\\x2d3\\x2dvm\\x2done.scope/libvirt/emulator", "/libvirt/emulator", "libvirt", "qemu-3-vm-one", "vm-one", "" },
	{ "/machine.slice/machine-a\\x00b.scope" },
	{ "/lxc.payload.web/system.slice/x", "/system.slice/x", "lxc", "web", "web", "" },
	{ "/lxc/web", "", "lxc", "web", "web", "" },
	{ "/lxc.payload/web", "", "lxc", "web", "web", "" },
	{ "/lxc.monitor.web" },
	{ "/system.slice/crun-web.scope", "", "crun", "web", "web", "" },
	{ "/user.slice/runc-web.scope", "", "runc", "web", "web", "" },
	/* The innermost one. */
	{ "/docker/" ID_A "/kubelet/kubepods/pod" POD_UID "/" ID_B "/x", "/x", "kubernetes", ID_B, "", POD_UID },
	{ "/docker/" ID_A "/docker/" ID_B, "", "docker", ID_B, "", "" },
	/* Not quite */
	{ "/" }, { "" }, { "//" }, { "relative/docker/" ID_A },
	{ "/system.slice/docker.service" },
	{ "/system.slice/docker-" ID_A },
	{ "/system.slice/docker-" ID_A "0.scope" },
	{ "/docker/buildx" },
	{ "/" ID_A },
	{ "/lxc" }, { "/lxc.payload." }, { "/lxc/" },
	{ "/machine.slice/machine-.scope" },
	{ "/pod" POD_UID },
};
/* clang-format on */

static void test_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(paths); i++) {
		struct container_facts f = { 0 };
		size_t len = container_scheme_match(paths[i].path, &f);

		if (!paths[i].runtime) {
			if (len)
				print_error("%s is one of %s\n", paths[i].path, f.runtime);
			assert_int_equal(len, 0);
			continue;
		}
		if (!len)
			print_error("%s is none\n", paths[i].path);
		assert_true(len > 0);
		assert_string_equal(paths[i].path + len, paths[i].below);
		assert_string_equal(f.runtime, paths[i].runtime);
		assert_string_equal(f.id, paths[i].id);
		assert_string_equal(f.name, paths[i].name);
		assert_string_equal(f.pod_uid, paths[i].pod_uid);
	}
}

static void test_endless_names(void **state)
{
	char path[4000] = "/lxc.payload.";
	struct container_facts f = { 0 };
	size_t begin = strlen(path);

	(void)state;
	memset(path + begin, 'n', 255);
	assert_int_equal(container_scheme_match(path, &f), begin + 255);
	assert_int_equal(strlen(f.name), 255);
	memset(path + begin, 'n', 256);
	assert_int_equal(container_scheme_match(path, &f), 0);
	strcpy(path, "/machine.slice/systemd-nspawn@");
	for (int i = 0; i < 600; i++)
		strcat(path, "\\x41");
	strcat(path, ".service");
	assert_int_equal(container_scheme_match(path, &f), 0);
}

/* --- Files of runtimes --------------------------------------------------------------------- */

static struct cgroups *open_tree(struct fake_tree *t)
{
	char state_root[PATH_MAX];
	struct cgroups *cs;

	snprintf(state_root, sizeof(state_root), "%s", fake_tree_path(t, "/root"));
	cs = cgroups_open_at(fake_tree_path(t, "/cg"), state_root, &t->diag);
	assert_non_null(cs);
	return cs;
}

/* The container of the cgroup, which is made, according to @file with @content below the root. */
static void expect_container(struct fake_tree *t, const char *path, const char *file,
			     const char *content, const char *runtime, const char *label)
{
	char cgroup[PATH_MAX];
	struct cgroups *cs;
	const struct container *ct;
	uint64_t id;

	snprintf(cgroup, sizeof(cgroup), "/cg%s", path);
	id = fake_tree_mkdir(t, cgroup);
	if (file && content)
		fake_tree_write(t, file, content);
	cs = open_tree(t);
	ct = cgroups_find_id(cs, id)->container;
	assert_non_null(ct);
	assert_string_equal(ct->runtime, runtime);
	assert_string_equal(ct->label, label);
	assert_int_equal(ct->label_len, strlen(label));
	cgroups_close(cs);
}

#ifdef HAVE_JANSSON
#define need_json()
#else
#define need_json() skip() /* the build is one without */
#endif

#define TASKS "/root/run/containerd/io.containerd.runtime.v2.task/k8s.io/"
#define STORAGE "/root/var/lib/containers/storage/overlay-containers/"

static void test_names(void **state)
{
	struct fake_tree *t = *state;

	need_json();
	expect_container(t, "/system.slice/docker-" ID_A ".scope",
			 "/root/var/lib/docker/containers/" ID_A "/config.v2.json",
			 "{\"ID\":\"x\",\"Name\":\"/web\",\"Config\":{\"Labels\":{}}}", "docker",
			 "web");
	expect_container(t, "/machine.slice/libpod-" ID_A ".scope", STORAGE "containers.json",
			 "[{\"id\":\"" ID_B "\",\"names\":[\"no\"]},{\"id\":\"" ID_A
			 "\",\"names\":[\"db\",\"alias\"]}]",
			 "podman", "db");
	expect_container(t, "/machine.slice/libpod-" ID_B ".scope",
			 STORAGE "volatile-containers.json",
			 "[{\"id\":\"" ID_B "\",\"names\":[\"cache\"]}]", "podman", "no");
}

static void test_kubernetes_names(void **state)
{
	struct fake_tree *t = *state;

	need_json();
	expect_container(t,
			 "/kubepods.slice/kubepods-pod" POD_UID_UNIT ".slice/cri-containerd-" ID_A
			 ".scope",
			 TASKS ID_A "/config.json",
			 "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"nginx\","
			 "\"io.kubernetes.cri.sandbox-name\":\"web-1\","
			 "\"io.kubernetes.cri.container-type\":\"container\","
			 "\"io.kubernetes.cri.sandbox-namespace\":\"prod\"}}",
			 "containerd", "web-1/nginx");
	expect_container(t, "/kubepods/pod" POD_UID "/" ID_B, TASKS ID_B "/config.json",
			 "{\"annotations\":{\"io.kubernetes.cri.sandbox-name\":\"web-1\","
			 "\"io.kubernetes.cri.container-type\":\"sandbox\"}}",
			 "containerd", "web-1/POD");
	expect_container(t, "/kubepods/pod" POD_UID "/crio-" ID_A,
			 "/root/run/containers/storage/overlay-containers/" ID_A
			 "/userdata/config.json",
			 "{\"annotations\":{\"io.kubernetes.container.name\":\"sidecar\","
			 "\"io.kubernetes.pod.name\":\"web-2\"}}",
			 "cri-o", "web-2/sidecar");
	expect_container(t, "/docker/" ID_B,
			 "/root/var/lib/docker/containers/" ID_B "/config.v2.json",
			 "{\"Name\":\"/k8s_a_b_c\",\"Config\":{\"Labels\":{"
			 "\"io.kubernetes.container.name\":\"app\",\"io.kubernetes.pod.name\":\"p\"}}}",
			 "docker", "p/app");
}

/* podman's containers of a user; whose home is where, the system says. */
static void test_names_of_users(void **state)
{
	const struct passwd *pw = getpwnam("nobody");
	struct fake_tree *t = *state;
	char path[PATH_MAX], file[PATH_MAX];

	need_json();
	if (!pw || !pw->pw_uid)
		skip(); /* a system without users */
	snprintf(path, sizeof(path), "/user.slice/user-%u.slice/user@%u.service/libpod-%s.scope",
		 pw->pw_uid, pw->pw_uid, ID_A);
	snprintf(file, sizeof(file),
		 "/root%s/.local/share/containers/storage/overlay-containers/containers.json",
		 pw->pw_dir);
	expect_container(t, path, file, "[{\"id\":\"" ID_A "\",\"names\":[\"rootless\"]}]",
			 "podman", "rootless");
}

/* Without a file, or with one that is something else, the id has to do. */
static void test_bad_files(void **state)
{
	static const char *const contents[] = {
		"",
		"{",
		"[]",
		"null",
		"{\"Name\":5}",
		"{\"Name\":\"\"}",
		"{\"Name\":\"/\"}",
		"{\"Name\":\"a\\u0000b\"}",
		"{\"Name\":[\"x\"],\"Config\":[{\"Labels\":3}]}",
		"{\"Config\":{\"Labels\":{\"io.kubernetes.container.name\":{}}}}",
		"\xff\xfe",
	};
	struct fake_tree *t = *state;

	expect_container(t, "/docker/" ID_A, NULL, NULL, "docker", "a0a1a2a3a0a1");
	for (size_t i = 0; i < ARRAY_CNT(contents); i++)
		expect_container(t, "/docker/" ID_A,
				 "/root/var/lib/docker/containers/" ID_A "/config.v2.json",
				 contents[i], "docker", "a0a1a2a3a0a1");
	expect_container(t, "/machine.slice/libpod-" ID_A ".scope", STORAGE "containers.json",
			 "[5,{\"id\":3},{\"id\":\"" ID_A "\",\"names\":\"x\"},{}]", "podman",
			 "a0a1a2a3a0a1");
}

static void test_files_that_are_no_files(void **state)
{
	struct fake_tree *t = *state;

	fake_tree_mkdir(t, "/root/var/lib/docker/containers/" ID_A);
	assert_int_equal(mkfifo(fake_tree_path(t, "/root/var/lib/docker/containers/" ID_A
						  "/config.v2.json"),
				0600),
			 0);
	fake_tree_mkdir(t, "/root/var/lib/docker/containers/" ID_B "/config.v2.json");
	expect_container(t, "/docker/" ID_A, NULL, NULL, "docker", "a0a1a2a3a0a1");
	expect_container(t, "/docker/" ID_B, NULL, NULL, "docker", "b0b1b2b3b0b1");
}

static void test_long_and_hostile_names(void **state)
{
	struct fake_tree *t = *state;
	char content[1000] = "{\"Name\":\"";

	need_json();
	expect_container(t, "/docker/" ID_A,
			 "/root/var/lib/docker/containers/" ID_A "/config.v2.json",
			 "{\"Name\":\"/\\u001b[31m\\n\"}", "docker", "\\x1b[31m\\n");
	memset(content + strlen(content), 'x', 300);
	strcat(content, "\"}");
	expect_container(t, "/docker/" ID_B,
			 "/root/var/lib/docker/containers/" ID_B "/config.v2.json", content,
			 "docker", "b0b1b2b3b0b1");
}

/* crun and runc take any cgroup; what they have written down says which. */
static void test_declared(void **state)
{
	struct fake_tree *t = *state;
	char content[2 * PATH_MAX];

	need_json();
	expect_container(t, "/some/where/below", "/root/run/crun/mine/status",
			 "{\"cgroup-path\":\"/some/where\",\"pid\":5}", "crun", "mine");
	snprintf(content, sizeof(content), "{\"cgroup_paths\":{\"\":\"%s/other\"}}",
		 fake_tree_path(t, "/cg"));
	expect_container(t, "/other", "/root/run/runc/theirs/state.json", content, "runc",
			 "theirs");
	expect_container(t, "/third", "/root/run/runc/third/state.json",
			 "{\"cgroup_paths\":{\"cpu\":\"/sys/fs/cgroup/cpu/x\","
			 "\"perf_event\":\"/sys/fs/cgroup/perf_event/third\"}}",
			 "runc", "third");
	/* podman's containers are crun's, too. */
	expect_container(t, "/machine.slice/libpod-" ID_A ".scope/container",
			 "/root/run/crun/" ID_A "/status",
			 "{\"cgroup-path\":\"/machine.slice/libpod-" ID_A ".scope/container\"}",
			 "podman", "a0a1a2a3a0a1");
}

/* A user can say what they like about their own cgroups, and about nobody else's. */
static void test_declared_by_users(void **state)
{
	struct fake_tree *t = *state;
	uint64_t id = fake_tree_mkdir(t, "/cg/system.slice/ssh.service");
	struct cgroups *cs;

	need_json();
	fake_tree_write(t, "/root/run/user/1000/crun/liar/status",
			"{\"cgroup-path\":\"/system.slice/ssh.service\"}");
	expect_container(t, "/user.slice/user-1000.slice/mine",
			 "/root/run/user/1000/crun/mine/status",
			 "{\"cgroup-path\":\"/user.slice/user-1000.slice/mine\"}", "crun", "mine");
	cs = open_tree(t);
	assert_null(cgroups_find_id(cs, id)->container);
	cgroups_close(cs);
}

/* The runtime writes its file a little after the cgroup was made, and we have seen both late. */
static void test_later_container(void **state)
{
	struct fake_tree *t = *state;
	const struct cgroup *cg;
	struct cgroups *cs;
	uint64_t id;

	need_json();
	fake_tree_mkdir(t, "/cg");
	cs = open_tree(t);
	id = fake_tree_mkdir(t, "/cg/plain");
	cgroups_learn(cs, id, "/plain");
	cgroups_round(cs);
	cg = cgroups_find_id(cs, id);
	assert_null(cg->container);
	fake_tree_write(t, "/root/run/crun/plain/status", "{\"cgroup-path\":\"/plain\"}");
	for (int i = 0; !cg->container && i < 10000; i++) {
		usleep(1000);
		cgroups_round(cs);
	}
	assert_string_equal(cg->container->name, "plain");
	cgroups_close(cs);
}

/* --- What somebody means ------------------------------------------------------------------- */

static void make_containers(struct fake_tree *t)
{
	fake_tree_mkdir(t, "/cg/docker/" ID_A "/inside");
	fake_tree_mkdir(t, "/cg/kubepods/pod" POD_UID "/" ID_B);
	fake_tree_mkdir(t, "/cg/kubepods/pod" POD_UID "/" B8 ID_A);
	fake_tree_mkdir(t, "/cg/kubepods/pod" POD_UID "/" B8 A8 A8 A8 A8 A8 A8 A8);
	fake_tree_mkdir(t, "/cg/lxc/web");
	fake_tree_mkdir(t, "/cg/lxc/beef");
	fake_tree_mkdir(t, "/cg/machine.slice/systemd-nspawn@web2.service");
}

static void expect_resolved(struct cgroups *cs, struct fake_tree *t, const char *text,
			    const char *expected)
{
	struct cgroup_list l = { 0 };
	char got[PATH_MAX] = "";

	if (containers_resolve(cs, text, &l, &t->diag))
		print_error("%s: %s\n", text, t->said);
	for (size_t i = 0; i < l.cnt; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s", i ? " " : "",
			 l.v[i]->path);
	assert_string_equal(got, expected);
	cgroup_list_fini(&l);
}

static void expect_refused(struct cgroups *cs, struct fake_tree *t, const char *text, int err,
			   const char *said)
{
	struct cgroup_list l = { 0 };

	assert_int_equal(containers_resolve(cs, text, &l, &t->diag), err);
	fake_tree_expect_said(t, said);
	assert_int_equal(l.cnt, 0);
}

static void test_resolve(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs;

	make_containers(t);
	cs = open_tree(t);
	expect_resolved(cs, t, ID_A, "/docker/" ID_A);
	expect_resolved(cs, t, "a0a1a2a3a0a1", "/docker/" ID_A);
	expect_resolved(cs, t, "a0a1", "/docker/" ID_A);
	expect_resolved(cs, t, "web", "/lxc/web");
	expect_resolved(cs, t, "web2", "/machine.slice/systemd-nspawn@web2.service");
	expect_resolved(cs, t, "beef", "/lxc/beef");
	cgroups_close(cs);
}

static void test_resolve_refuses(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs;

	make_containers(t);
	cs = open_tree(t);
	expect_refused(cs, t, "a0a", -ENOENT, "there is no container 'a0a'; those that run are");
	expect_refused(cs, t, "nobody", -ENOENT, "web (lxc)");
	expect_refused(cs, t, B8, -EINVAL, "b0b1b2b3b0b1 (kubernetes)");
	expect_refused(cs, t, B8, -EINVAL, "give the id");
	expect_refused(cs, t, "", -EINVAL, "missing");
	cgroups_close(cs);
}

static void test_resolve_pod(void **state)
{
	struct fake_tree *t = *state;
	struct cgroup_list l = { 0 };
	struct cgroups *cs;

	make_containers(t);
	cs = open_tree(t);
	assert_int_equal(containers_resolve(cs, POD_UID, &l, &t->diag), 0);
	assert_int_equal(l.cnt, 2);
	cgroup_list_fini(&l);
	cgroups_close(cs);
}

static void test_resolve_kubernetes_names(void **state)
{
	struct fake_tree *t = *state;
	static const char content[] = "{\"annotations\":{\"io.kubernetes.container.name\":\"app\","
				      "\"io.kubernetes.pod.name\":\"%s\","
				      "\"io.kubernetes.pod.namespace\":\"prod\"}}";
	char text[500];
	struct cgroups *cs;

	need_json();
	fake_tree_mkdir(t, "/cg/kubepods/pod" POD_UID "/crio-" ID_A);
	fake_tree_mkdir(t, "/cg/kubepods/pod" POD_HASH "/crio-" ID_B);
	snprintf(text, sizeof(text), content, "web-1");
	fake_tree_write(t, STORAGE ID_A "/userdata/config.json", text);
	snprintf(text, sizeof(text), content, "web-2");
	fake_tree_write(t, STORAGE ID_B "/userdata/config.json", text);
	cs = open_tree(t);
	expect_resolved(cs, t, "web-1/app", "/kubepods/pod" POD_UID "/crio-" ID_A);
	expect_resolved(cs, t, "prod/web-2/app", "/kubepods/pod" POD_HASH "/crio-" ID_B);
	expect_resolved(cs, t, "web-2", "/kubepods/pod" POD_HASH "/crio-" ID_B);
	expect_resolved(cs, t, "prod/web-2", "/kubepods/pod" POD_HASH "/crio-" ID_B);
	assert_int_equal(t->said_cnt, 0);
	expect_refused(cs, t, "app", -EINVAL, "prod/web-1/app a0a1a2a3a0a1 (cri-o)");
	expect_refused(cs, t, "test/web-2/app", -ENOENT, "there is no container");
	expect_refused(cs, t, "/app", -ENOENT, "there is no container");
	cgroups_close(cs);
}

static void test_none(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs;

	fake_tree_mkdir(t, "/cg");
	cs = open_tree(t);
	expect_refused(cs, t, "web", -ENOENT, "no running container was found");
	cgroups_close(cs);
}

static void test_not_running(void **state)
{
	struct fake_tree *t = *state;
	struct cgroups *cs;

	need_json();
	fake_tree_mkdir(t, "/cg");
	fake_tree_write(t, "/root/run/crun/stopped/status", "{\"cgroup-path\":\"/stopped\"}");
	cs = open_tree(t);
	expect_refused(cs, t, "stopped", -ENOENT,
		       "container 'stopped' (crun) has no cgroup /stopped");
	cgroups_close(cs);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_endless_names),
		TEST(test_names),
		TEST(test_names_of_users),
		TEST(test_kubernetes_names),
		TEST(test_bad_files),
		TEST(test_files_that_are_no_files),
		TEST(test_long_and_hostile_names),
		TEST(test_declared),
		TEST(test_declared_by_users),
		TEST(test_later_container),
		TEST(test_resolve),
		TEST(test_resolve_refuses),
		TEST(test_resolve_pod),
		TEST(test_resolve_kubernetes_names),
		TEST(test_none),
		TEST(test_not_running),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
