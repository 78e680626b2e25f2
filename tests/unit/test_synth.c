/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records for what was there before, with this process as what there was. They are read with our
 * own decoder, and riders as they lie.
 */
#include "unit/check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capture/perf_event.h"
#include "capture/scan.h"
#include "capture/synth.h"
#include "perfdata/format.h"
#include "perfdata/riders.h"
#include "unit/fake_tree.h"
#include "util/clock.h"

enum { RECORDS_MAX = 8192, MANY_FDS = 4500 };

struct fixture {
	struct decode_layout layout;
	struct synth_config cfg;
	struct perf_event_header *rec[RECORDS_MAX];
	size_t cnt;
	size_t fail_at; /* the emit that fails; 0: none */
};

static int keep(void *arg, const struct perf_event_header *hdr)
{
	struct fixture *f = arg;

	assert_true(hdr->size >= sizeof(*hdr) && hdr->size % 8 == 0);
	assert_true((uintptr_t)hdr % 8 == 0);
	assert_true(f->cnt < RECORDS_MAX);
	f->rec[f->cnt] = malloc(hdr->size);
	memcpy(f->rec[f->cnt++], hdr, hdr->size);
	return f->cnt == f->fail_at ? -ENOSPC : 0;
}

static int setup(void **state)
{
	struct perf_event_fields fields = { .record = true };
	struct fixture *f = calloc(1, sizeof(*f));

	f->layout = perf_event_layout(&fields);
	decode_prepare(&f->layout);
	f->cfg = (struct synth_config){ .emit = keep, .arg = f };
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < f->cnt; i++)
		free(f->rec[i]);
	free(f);
	return 0;
}

/* All that is told of the threads @tids, and in the end of sockets. */
static int tell(struct fixture *f, const int *tids, size_t cnt)
{
	struct synth *s = synth_new(&f->cfg, &f->layout, NULL);
	struct ids ids = { .v = (int *)tids, .cnt = cnt };
	struct scan *scan = scan_new(&ids, NULL, NULL);
	int more;

	do {
		more = scan_step(scan, synth_found, s);
	} while (more > 0);
	if (!more)
		more = synth_sockets(s);
	scan_free(scan);
	synth_free(s);
	return more;
}

static void tell_self(struct fixture *f)
{
	const int self = getpid();

	assert_int_equal(tell(f, &self, 1), 0);
}

static size_t count(const struct fixture *f, uint32_t type)
{
	size_t cnt = 0;

	for (size_t i = 0; i < f->cnt; i++)
		cnt += f->rec[i]->type == type;
	return cnt;
}

/* The @idx-th rider of that kind, or NULL. */
static const void *rider(const struct fixture *f, enum rider_kind kind, size_t idx)
{
	for (size_t i = 0; i < f->cnt; i++) {
		const struct rider *r = (const void *)f->rec[i];

		if (r->hdr.type != PERFDATA_RECORD_EVENT_TYPE)
			continue;
		assert_true(r->hdr.size >= sizeof(*r));
		assert_true(r->magic == RIDER_MAGIC);
		if (r->kind == kind && !idx--)
			return r;
	}
	return NULL;
}

/* Decodes the @idx-th record of that type. */
static struct event event_of(const struct fixture *f, uint32_t type, size_t idx)
{
	struct event ev = { .kind = EVENT_OTHER };

	for (size_t i = 0; i < f->cnt; i++) {
		struct record rec = { .hdr = f->rec[i], .layout = &f->layout };

		if (f->rec[i]->type != type || idx--)
			continue;
		/* What sample_id_all adds is all zeros: process, time, CPU, id. */
		assert_int_equal(decode_time_ns(&f->layout, rec.hdr), 0);
		for (size_t k = 1; k <= 32; k++)
			assert_int_equal(((const char *)rec.hdr)[rec.hdr->size - k], 0);
		assert_int_equal(decode_record(&f->layout, &rec, &ev), 0);
		return ev;
	}
	fail_msg("no such record");
	return ev;
}

/* --- Threads --------------------------------------------------------------------------------- */

static void test_process(void **state)
{
	struct fixture *f = *state;
	const struct rider_thread *t;
	uint64_t before_ns = clock_now_ns();
	struct event ev;

	f->cfg.uids = true;
	prctl(PR_SET_NAME, "a name of 16 ch");
	tell_self(f);
	assert_int_equal(count(f, PERF_RECORD_FORK), 1);
	assert_true(f->rec[0]->misc & PERF_RECORD_MISC_FORK_EXEC);
	ev = event_of(f, PERF_RECORD_FORK, 0);
	assert_int_equal(ev.pid, getpid());
	assert_int_equal(ev.tid, getpid());
	assert_int_equal(ev.u.fork.parent_tid, getppid());
	ev = event_of(f, PERF_RECORD_COMM, 0);
	assert_int_equal(ev.tid, getpid());
	assert_string_equal(ev.u.comm.name, "a name of 16 ch");
	assert_false(ev.u.comm.by_exec);
	t = rider(f, RIDER_THREAD, 0);
	assert_int_equal(t->r.hdr.size, sizeof(*t));
	assert_int_equal(t->pid, getpid());
	assert_int_equal(t->tid, getpid());
	assert_int_equal(t->uid, geteuid());
	assert_int_equal(t->cgroup_id, 0);
	assert_string_equal(t->comm, "a name of 16 ch");
	assert_true(t->r.time_ns >= before_ns && t->r.time_ns <= clock_now_ns());
	assert_null(rider(f, RIDER_FD, 0));
}

struct thread {
	pthread_t thread;
	int tid;
	int pipe[2];
	pthread_barrier_t barrier;
};

static void *read_pipe(void *arg)
{
	struct thread *t = arg;
	char c;

	t->tid = gettid();
	pthread_barrier_wait(&t->barrier);
	(void)!read(t->pipe[0], &c, 1);
	return NULL;
}

/* Whether the thread is in its read() now. */
static bool is_reading(const struct thread *t)
{
	char path[64], text[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", t->tid);
	file = fopen(path, "re");
	(void)!fgets(text, sizeof(text), file);
	fclose(file);
	return atoi(text) == SYS_read && text[0] != 'r';
}

/* One that is inside a call. The process is told once, with whichever thread comes first. */
static void test_threads(void **state)
{
	struct fixture *f = *state;
	const struct rider_inflight *in;
	struct thread t;
	struct event ev;

	assert_int_equal(pipe(t.pipe), 0);
	pthread_barrier_init(&t.barrier, NULL, 2);
	assert_int_equal(pthread_create(&t.thread, NULL, read_pipe, &t), 0);
	pthread_barrier_wait(&t.barrier);
	while (!is_reading(&t))
		usleep(1000);
	assert_int_equal(tell(f, (int[]){ t.tid, getpid() }, 2), 0);
	ev = event_of(f, PERF_RECORD_FORK, 0);
	assert_int_equal(ev.pid, getpid());
	assert_int_equal(ev.tid, t.tid);
	assert_int_equal(ev.u.fork.parent_tid, getpid());
	ev = event_of(f, PERF_RECORD_FORK, 1);
	assert_int_equal(ev.tid, getpid());
	in = rider(f, RIDER_INFLIGHT, 0);
	assert_int_equal(in->tid, t.tid);
	assert_int_equal(in->pid, getpid());
	assert_int_equal(in->nr, SYS_read);
	assert_int_equal(in->args[0], t.pipe[0]);
	assert_string_equal(in->abi, abi_name(arch_native_abi()));
	assert_true(in->after_ns >= in->r.time_ns);
	assert_int_equal(write(t.pipe[1], "x", 1), 1);
	pthread_join(t.thread, NULL);
	close(t.pipe[0]);
	close(t.pipe[1]);
}

static void test_gone(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(tell(f, (int[]){ 4194303, 0, -1 }, 3), 0);
	assert_int_equal(f->cnt, 0);
}

/* --- What is mapped -------------------------------------------------------------------------- */

/* Whether a mapping of @file was told that has @addr, if it is to be executable. */
static bool is_mapped(const struct fixture *f, const void *addr, bool exec, const char *file)
{
	for (size_t i = 0; i < count(f, PERF_RECORD_MMAP2); i++) {
		struct event ev = event_of(f, PERF_RECORD_MMAP2, i);

		if ((uint64_t)(uintptr_t)addr - ev.u.mmap.addr < ev.u.mmap.len) {
			assert_int_equal(ev.u.mmap.exec, exec);
			assert_int_equal(ev.pid, getpid());
			return !file || strstr(ev.u.mmap.file, file);
		}
	}
	return false;
}

static void test_maps(void **state)
{
	struct fixture *f = *state;
	static int data;

	tell_self(f);
	assert_true(is_mapped(f, (void *)(uintptr_t)test_maps, true, "test_synth"));
	assert_false(is_mapped(f, &data, false, NULL));
	assert_false(is_mapped(f, f, false, NULL));
}

static void test_maps_data(void **state)
{
	struct fixture *f = *state;
	void *anon = mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	static int data = 1;

	f->cfg.maps_data = true;
	tell_self(f);
	assert_true(is_mapped(f, (void *)(uintptr_t)test_maps, true, "test_synth"));
	assert_true(is_mapped(f, &data, false, NULL));
	assert_true(is_mapped(f, anon, false, "/dev/zero"));
	munmap(anon, 4096);
}

/* A command is about to execute something else. */
static void test_no_maps(void **state)
{
	struct fixture *f = *state;
	struct synth *s = synth_new(&f->cfg, &f->layout, NULL);
	struct record_found found = {
		.hdr = { .type = RECORD_FOUND, .size = sizeof(found) },
		.pid = getpid(),
		.tid = getpid(),
		.comm = "x",
	};

	synth_maps(s, false);
	assert_int_equal(synth_found(s, &found.hdr, 1), 0);
	assert_int_equal(count(f, PERF_RECORD_COMM), 1);
	assert_int_equal(count(f, PERF_RECORD_MMAP2), 0);
	/* For another file the program is there, and all is told once more. */
	assert_int_equal(synth_again(s), 0);
	assert_int_equal(synth_found(s, &found.hdr, 1), 0);
	assert_true(count(f, PERF_RECORD_MMAP2) > 0);
	synth_free(s);
}

/* --- The kernel ------------------------------------------------------------------------------ */

static void test_kernel(void **state)
{
	struct fixture *f = *state;
	struct synth *s = synth_new(&f->cfg, &f->layout, NULL);
	struct {
		struct perf_event_header hdr;
		int32_t pid, tid;
		uint64_t addr, len, pgoff;
		char file[];
	} const *r;

	assert_int_equal(synth_kernel(s), 0);
	synth_free(s);
	assert_int_equal(count(f, PERF_RECORD_MMAP), f->cnt);
	if (!f->cnt)
		skip(); /* it hides its addresses from us */
	r = (const void *)f->rec[0];
	assert_string_equal(r->file, "[kernel.kallsyms]_text");
	assert_int_equal(r->pid, -1);
	assert_int_equal(r->hdr.misc, PERF_RECORD_MISC_KERNEL);
	assert_true(r->addr && r->len && r->pgoff == r->addr);
}

/* --- File descriptors ------------------------------------------------------------------------ */

static const struct rider_fd *rider_of_fd(const struct fixture *f, int fd)
{
	const struct rider_fd *r;

	for (size_t i = 0; (r = rider(f, RIDER_FD, i)); i++)
		if (r->fd == fd)
			return r;
	return NULL;
}

static void expect_text(const char *got, size_t len, const char *expected)
{
	if (len != strlen(expected) || memcmp(got, expected, len) != 0)
		fail_msg("is %.*s and not %s", (int)len, got, expected);
}

/* @name "": there is none. */
static void expect_fd(const struct fixture *f, int fd, const char *link, const char *name)
{
	const struct rider_fd *r = rider_of_fd(f, fd);
	const char *texts = (const char *)(r + 1);

	assert_non_null(r);
	assert_int_equal(r->pid, getpid());
	assert_true(sizeof(*r) + r->link_len + r->name_len <= r->r.hdr.size);
	assert_true(r->begin_ns && r->begin_ns < r->r.time_ns);
	expect_text(texts, r->link_len, link);
	expect_text(texts + r->link_len, r->name_len, name);
}

static void test_fds(void **state)
{
	struct fixture *f = *state;
	int stays = open("/dev/null", O_RDONLY), closes = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	f->cfg.fds = FD_NAMES_PATH;
	tell_self(f);
	expect_fd(f, stays, "/dev/null", "");
	assert_int_equal(rider_of_fd(f, stays)->flags, RIDER_FD_KNOWS_CLOEXEC);
	expect_fd(f, closes, "/dev/zero", "");
	assert_int_equal(rider_of_fd(f, closes)->flags, RIDER_FD_KNOWS_CLOEXEC | RIDER_FD_CLOEXEC);
	close(stays);
	close(closes);
}

static int listen_on(uint16_t *port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(addr);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (void *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(fd, 1), 0);
	getsockname(fd, (void *)&addr, &len);
	*port = ntohs(addr.sin_port);
	return fd;
}

static void link_of(int fd, char *buf, size_t size)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, buf, size - 1);
	assert_true(n > 0);
	buf[n] = '\0';
}

static void test_sockets(void **state)
{
	struct fixture *f = *state;
	char link[64], name[64];
	uint16_t port;
	int fd = listen_on(&port), raw = socket(AF_NETLINK, SOCK_RAW, 0), copy = dup(fd);

	f->cfg.fds = FD_NAMES_ALL;
	tell_self(f);
	link_of(fd, link, sizeof(link));
	snprintf(name, sizeof(name), "TCP 127.0.0.1:%u", port);
	expect_fd(f, fd, link, name);
	assert_int_equal(rider_of_fd(f, fd)->flags,
			 RIDER_FD_KNOWS_CLOEXEC | RIDER_FD_CLOEXEC | RIDER_FD_ENDS);
	expect_fd(f, copy, link, name);
	assert_int_equal(rider_of_fd(f, copy)->flags, RIDER_FD_KNOWS_CLOEXEC | RIDER_FD_ENDS);
	link_of(raw, link, sizeof(link));
	expect_fd(f, raw, link, "NETLINK");
	assert_int_equal(rider_of_fd(f, raw)->flags, RIDER_FD_KNOWS_CLOEXEC);
	close(fd);
	close(copy);
	close(raw);
}

/* Of a process with very many not all is told. */
static void test_many_fds(void **state)
{
	struct rlimit rl, more = { MANY_FDS + 64, MANY_FDS + 64 };
	struct fixture *f = *state;
	int cnt = 0, last = -1;

	getrlimit(RLIMIT_NOFILE, &rl);
	more.rlim_max = rl.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &more))
		skip();
	for (int fd; cnt < MANY_FDS && (fd = open("/dev/null", O_RDONLY)) >= 0; cnt++)
		last = fd;
	f->cfg.fds = FD_NAMES_PATH;
	tell_self(f);
	assert_int_equal(cnt, MANY_FDS);
	assert_non_null(rider(f, RIDER_FD, 4095));
	assert_null(rider(f, RIDER_FD, 4096));
	for (int fd = last; fd > last - cnt; fd--)
		close(fd);
	setrlimit(RLIMIT_NOFILE, &rl);
}

/* --- Cgroups ----------------------------------------------------------------------------------- */

#define HEX8 "0a1b2c3d"
#define HEX_ID HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8

static void test_cgroups(void **state)
{
	struct fixture *f = *state;
	struct fake_tree *t = fake_tree_open();
	uint64_t id = fake_tree_mkdir(t, "/cg/docker/" HEX_ID), below;
	const struct rider_container *r;
	struct synth *s;
	struct event ev;

	below = fake_tree_mkdir(t, "/cg/docker/" HEX_ID "/below");
	fake_tree_mkdir(t, "/root");
	f->cfg.cgroups = cgroups_open_at(fake_tree_path(t, "/cg"), "/nonexistent", &t->diag);
	s = synth_new(&f->cfg, &f->layout, NULL);
	assert_int_equal(synth_cgroups(s), 0);
	assert_int_equal(count(f, PERF_RECORD_CGROUP), 4);
	ev = event_of(f, PERF_RECORD_CGROUP, 0);
	assert_string_equal(ev.u.cgroup.path, "/");
	ev = event_of(f, PERF_RECORD_CGROUP, 3);
	assert_string_equal(ev.u.cgroup.path, "/docker/" HEX_ID "/below");
	assert_true(ev.u.cgroup.id == below);
	r = rider(f, RIDER_CONTAINER, 0);
	assert_true(r->cgroup_id == id);
	assert_int_equal(r->id_len, 64);
	assert_int_equal(r->name_len + r->pod_len, 0);
	assert_memory_equal(r + 1, HEX_ID, 64);
	assert_null(rider(f, RIDER_CONTAINER, 1));
	/* What comes later, and that once. */
	assert_int_equal(synth_containers(s, true), 0);
	id = fake_tree_mkdir(t, "/cg/lxc/web");
	assert_int_equal(synth_containers(s, false), 0);
	assert_null(rider(f, RIDER_CONTAINER, 1));
	assert_int_equal(synth_containers(s, true), 0);
	assert_int_equal(synth_containers(s, true), 0);
	r = rider(f, RIDER_CONTAINER, 1);
	assert_true(r->cgroup_id == id);
	assert_int_equal(r->id_len, 3);
	assert_memory_equal(r + 1, "webweb", r->id_len + r->name_len);
	assert_null(rider(f, RIDER_CONTAINER, 2));
	synth_free(s);
	cgroups_close(f->cfg.cgroups);
	fake_tree_close(t);
}

/* --- The rest -------------------------------------------------------------------------------- */

static void test_target(void **state)
{
	struct fixture *f = *state;
	struct synth *s = synth_new(&f->cfg, &f->layout, NULL);
	struct rider_target t = {
		.r.hdr.type = PERFDATA_RECORD_EVENT_TYPE,
		.r.magic = RIDER_MAGIC,
		.r.kind = RIDER_TARGET,
		.tid = 5,
		.what = RIDER_TARGET_OWNER,
		.first_id = 7,
	};
	const struct rider_target *r;

	assert_int_equal(synth_target(s, &t), 0);
	synth_free(s);
	r = rider(f, RIDER_TARGET, 0);
	assert_int_equal(r->r.hdr.size, sizeof(*r));
	assert_int_equal(r->tid, 5);
	assert_int_equal(r->first_id, 7);
}

/* Wherever the disk is full, that is where it ends. */
static void test_no_room(void **state)
{
	struct fixture *f = *state;
	const int self = getpid();
	int ends = 0;

	f->cfg.fds = FD_NAMES_ALL;
	f->cfg.maps_data = true;
	for (f->fail_at = 1;; f->fail_at += 1 + f->fail_at / 4) {
		int err = tell(f, &self, 1);
		size_t cnt = f->cnt;

		for (size_t i = 0; i < f->cnt; i++)
			free(f->rec[i]);
		f->cnt = 0;
		if (!err)
			break;
		assert_int_equal(err, -ENOSPC);
		ends++;
		assert_int_equal(cnt, f->fail_at);
	}
	assert_true(ends > 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(process), TEST(threads), TEST(gone),    TEST(maps),    TEST(maps_data),
		TEST(no_maps), TEST(kernel),  TEST(fds),     TEST(sockets), TEST(many_fds),
		TEST(cgroups), TEST(target),  TEST(no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
