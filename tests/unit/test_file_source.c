/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording as a source: which event wrote a record, who is wanted, what was lost. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/file_source_private.h"
#include "perfdata/format.h"
#include "perfdata/riders.h"
#include "unit/records.h"

enum { ENTER = 4001, EXIT = 4002, FILE_BYTES = 96 * 1024, ATTRS_MAX = 4 };

/* A file in one chunk. */
struct fixture {
	_Alignas(8) unsigned char data[FILE_BYTES];
	size_t len;
	bool given;
	struct perfdata_attr attrs[ATTRS_MAX];
	uint64_t ids[ATTRS_MAX][2];
	size_t attr_cnt;
	struct decode_layout layouts[ATTRS_MAX]; /* how the tests write their records */
	struct perfdata_chunk chunk;
	struct file_source_config cfg;
	struct ids pids, tids, cpus;
	struct source *source;
	char said[1024];
	int wait_fd;
};

static void hear(void *arg, enum diag_level level, const char *msg)
{
	struct fixture *f = arg;

	(void)level;
	snprintf(f->said, sizeof(f->said), "%s", msg);
}

static int read_file(void *arg, struct perfdata_chunk **out)
{
	struct fixture *f = arg;

	if (f->given || !f->len)
		return 0;
	f->given = true;
	f->chunk = (struct perfdata_chunk){
		.ref_cnt = 1, .size = f->len, .offset = -1, .data = f->data
	};
	*out = &f->chunk;
	return 1;
}

static void put(struct perfdata_chunk *c)
{
	assert_int_equal(c->ref_cnt, 1);
	c->ref_cnt = 0;
}

static int wait_fd(void *arg)
{
	return ((struct fixture *)arg)->wait_fd;
}

/* An event, whose ids are 10 * its place + 10 and one more. */
static struct perfdata_attr *add_attr(struct fixture *f, uint32_t type, uint64_t config,
				      uint64_t sample_type)
{
	size_t i = f->attr_cnt++;
	struct perfdata_attr *a = &f->attrs[i];

	f->ids[i][0] = 10 * i + 10;
	f->ids[i][1] = 10 * i + 11;
	*a = (struct perfdata_attr){ .ids = f->ids[i], .id_cnt = 2 };
	a->attr.type = type;
	a->attr.config = config;
	a->attr.sample_type = sample_type;
	a->attr.sample_id_all = 1;
	f->layouts[i] = records_layout();
	f->layouts[i].enter_regs_mask = 0;
	decode_layout_of_attr(&f->layouts[i], &a->attr);
	return a;
}

enum { COMMON = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU };

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->wait_fd = -1;
	f->cfg.arch = &arch_x86;
	f->cfg.enter = records_layout().enter;
	f->cfg.exit = records_layout().exit;
	f->cfg.inherit = true;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	source_close(f->source);
	assert_int_equal(f->chunk.ref_cnt, 0);
	ids_fini(&f->pids);
	ids_fini(&f->tids);
	ids_fini(&f->cpus);
	free(f);
	return 0;
}

/* The two of perf trace record. */
static void add_calls(struct fixture *f)
{
	const uint64_t type = COMMON | PERF_SAMPLE_RAW | PERF_SAMPLE_IDENTIFIER;

	add_attr(f, PERF_TYPE_TRACEPOINT, ENTER, type | PERF_SAMPLE_PERIOD);
	add_attr(f, PERF_TYPE_TRACEPOINT, EXIT, type);
}

static int try_open(struct fixture *f)
{
	const struct diag d = { hear, f };
	const struct file_source_input input = {
		.attrs = f->attrs,
		.attr_cnt = f->attr_cnt,
		.fd = -1,
		.read = read_file,
		.wait_fd = wait_fd,
		.put = put,
		.arg = f,
	};

	f->cfg.pids = &f->pids;
	f->cfg.tids = &f->tids;
	f->cfg.cpus = &f->cpus;
	return file_source_open_input(&f->cfg, &input, &d, &f->source);
}

static void open_file(struct fixture *f)
{
	assert_int_equal(try_open(f), 0);
	assert_int_equal(source_start(f->source), 0);
	assert_true(source_begin_round(f->source, false) >= 0);
}

static void append(struct fixture *f, const void *p, size_t n)
{
	assert_true(n <= sizeof(f->data) - f->len);
	memcpy(f->data + f->len, p, n);
	f->len += n;
}

static void append_bytes(struct fixture *f, const struct bytes *b)
{
	append(f, b->data, b->len);
}

static struct stamp stamp_of(const struct fixture *f, size_t attr, int tid, uint64_t time_ns)
{
	return (struct stamp){
		.pid = tid / 10 * 10, .tid = tid, .time_ns = time_ns, .id = f->ids[attr][0]
	};
}

static void enter(struct fixture *f, int tid, uint64_t time_ns)
{
	static const uint64_t args[SYSCALL_ARGS_MAX] = { 1, 2, 3, 4, 5, 6 };
	struct bytes b;

	bytes_enter(&b, &f->layouts[0], stamp_of(f, 0, tid, time_ns), ABI_X86_64, 7, args);
	append_bytes(f, &b);
}

static void leave(struct fixture *f, int tid, uint64_t time_ns)
{
	struct bytes b;

	bytes_exit(&b, &f->layouts[1], stamp_of(f, 1, tid, time_ns), 7, 0);
	append_bytes(f, &b);
}

static void fork_of(struct fixture *f, int parent, int child, uint64_t time_ns)
{
	struct bytes b;

	bytes_fork(&b, &f->layouts[0], stamp_of(f, 0, child, time_ns), parent / 10 * 10, parent);
	append_bytes(f, &b);
}

/* The next record, decoded. */
static struct event next(struct fixture *f)
{
	struct record rec;
	struct event ev;

	assert_int_equal(source_next(f->source, &rec), 1);
	assert_int_equal(decode_record(rec.layout, &rec, &ev), 0);
	return ev;
}

static void expect(struct fixture *f, enum event_kind kind, int tid)
{
	struct event ev = next(f);

	assert_int_equal(ev.kind, kind);
	assert_int_equal(ev.tid, tid);
}

static void expect_end(struct fixture *f)
{
	struct record rec;

	assert_int_equal(source_next(f->source, &rec), 0);
	assert_true(source_targets_gone(f->source));
	assert_int_equal(source_begin_round(f->source, true), 0);
	assert_int_equal(source_next(f->source, &rec), 0);
}

/* --- Which event --------------------------------------------------------------------------- */

static void test_layouts_by_id(void **state)
{
	struct fixture *f = *state;
	struct event ev;

	add_calls(f);
	enter(f, 10, 100);
	leave(f, 10, 200);
	open_file(f);
	ev = next(f);
	assert_int_equal(ev.kind, EVENT_ENTER);
	assert_int_equal(ev.u.enter.nr, 7);
	assert_int_equal(ev.u.enter.args[5], 6);
	assert_int_equal(ev.time_ns, 100);
	assert_int_equal(ev.cpu, 0);
	expect(f, EVENT_EXIT, 10);
	expect_end(f);
	assert_int_equal(source_fd(f->source), -1);
}

/* An id in its old place, one id for each thread or CPU. */
static void test_plain_ids(void **state)
{
	const uint64_t type = COMMON | PERF_SAMPLE_RAW | PERF_SAMPLE_ID;
	struct fixture *f = *state;
	struct stamp s;
	struct bytes b;

	add_attr(f, PERF_TYPE_TRACEPOINT, ENTER, type);
	add_attr(f, PERF_TYPE_TRACEPOINT, EXIT, type | PERF_SAMPLE_PERIOD);
	enter(f, 10, 100);
	s = stamp_of(f, 1, 10, 200);
	s.id = f->ids[1][1];
	bytes_exit(&b, &f->layouts[1], s, 7, 0);
	append_bytes(f, &b);
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	expect(f, EVENT_EXIT, 10);
	expect_end(f);
}

static void expect_refused(struct fixture *f, int err, const char *words)
{
	assert_int_equal(try_open(f), err);
	assert_non_null(strstr(f->said, words));
	assert_null(f->source);
}

/* The id cannot be found before the event is known. */
static void test_ids_in_different_places(void **state)
{
	const uint64_t type = COMMON | PERF_SAMPLE_RAW | PERF_SAMPLE_ID;
	struct fixture *f = *state;

	add_attr(f, PERF_TYPE_TRACEPOINT, ENTER, type);
	add_attr(f, PERF_TYPE_TRACEPOINT, EXIT, type | PERF_SAMPLE_ADDR);
	expect_refused(f, -ENOTSUP, "which of its 2 events");
}

static void test_no_ids(void **state)
{
	const uint64_t type = COMMON | PERF_SAMPLE_RAW;
	struct fixture *f = *state;

	add_attr(f, PERF_TYPE_TRACEPOINT, ENTER, type);
	add_attr(f, PERF_TYPE_TRACEPOINT, EXIT, type);
	enter(f, 10, 100);
	leave(f, 10, 200);
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	expect(f, EVENT_EXIT, 10);
	expect_end(f);
}

static void test_no_ids_and_different(void **state)
{
	const uint64_t type = COMMON | PERF_SAMPLE_RAW;
	struct fixture *f = *state;

	add_attr(f, PERF_TYPE_TRACEPOINT, ENTER, type);
	add_attr(f, PERF_TYPE_TRACEPOINT, EXIT, type | PERF_SAMPLE_PERIOD);
	expect_refused(f, -ENOTSUP, "which of its 2 events");
}

static void test_unknown_parts(void **state)
{
	struct fixture *f = *state;

	add_attr(f, PERF_TYPE_TRACEPOINT, ENTER, COMMON | 1ull << 40)->name = "a:b";
	expect_refused(f, -ENOTSUP, "event 1 (a:b)");
}

static void test_no_events(void **state)
{
	expect_refused(*state, -EINVAL, "no events");
}

/* Only one event: whatever id its records have. */
static void test_one_event(void **state)
{
	struct fixture *f = *state;
	struct stamp s = { .pid = 10, .tid = 10, .time_ns = 5, .id = 999 };
	struct bytes b;

	add_attr(f, PERF_TYPE_TRACEPOINT, EXIT, COMMON | PERF_SAMPLE_RAW | PERF_SAMPLE_IDENTIFIER);
	bytes_exit(&b, &f->layouts[0], s, 7, 0);
	append_bytes(f, &b);
	open_file(f);
	expect(f, EVENT_EXIT, 10);
	expect_end(f);
}

static void test_unknown_ids(void **state)
{
	struct fixture *f = *state;
	const struct diag d = { hear, f };
	struct perf_event_header fake = { .type = RECORD_GAP, .size = sizeof(fake) };
	struct stamp s = { .pid = 10, .tid = 10, .time_ns = 5, .id = 999 };
	struct bytes b;

	add_calls(f);
	bytes_exit(&b, &f->layouts[1], s, 7, 0);
	append_bytes(f, &b);
	s.id = 10 + 256; /* the same place of the cache as that of an event */
	append_bytes(f, &b);
	/* Ours, and never in a file. */
	append(f, &fake, sizeof(fake));
	enter(f, 10, 100);
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	expect_end(f);
	file_source_say_oddities(f->source, &d);
	assert_non_null(strstr(f->said, "3 records belong to no event"));
}

/* perf tells who was there already in records of its own, with id 0. */
static void test_synthesized(void **state)
{
	struct stamp s = { .pid = 10, .tid = 12 };
	struct fixture *f = *state;
	struct event ev;
	struct bytes b;

	add_calls(f);
	enter(f, 10, 100);
	bytes_comm(&b, &f->layouts[0], s, "there", false);
	append_bytes(f, &b);
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	ev = next(f);
	assert_int_equal(ev.kind, EVENT_COMM);
	assert_string_equal(ev.u.comm.name, "there");
	expect_end(f);
}

/* Faults of perf have no raw part, and their events tell which are major ones. */
static void test_faults(void **state)
{
	const uint64_t type = COMMON | PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_ADDR;
	struct fixture *f = *state;

	struct event ev;

	add_attr(f, PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ, type);
	add_attr(f, PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN, type | PERF_SAMPLE_RAW);
	for (size_t i = 0; i < 2; i++) {
		struct bytes b;

		bytes_fault(&b, &f->layouts[i], stamp_of(f, i, 10, 100 + i), 0x400, 0x7000);
		append_bytes(f, &b);
	}
	open_file(f);
	for (int i = 0; i < 2; i++) {
		ev = next(f);
		assert_int_equal(ev.kind, EVENT_FAULT);
		assert_int_equal(ev.u.fault.ip, 0x400);
		assert_int_equal(ev.u.fault.addr, 0x7000);
		assert_int_equal(ev.u.fault.major, !i);
	}
	expect_end(f);
}

/* Samples of what we have nothing to do with are no errors. */
static void test_other_events(void **state)
{
	const uint64_t type = COMMON | PERF_SAMPLE_IDENTIFIER;
	struct fixture *f = *state;
	struct bytes b;

	add_attr(f, PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, type | PERF_SAMPLE_IP);
	add_attr(f, PERF_TYPE_TRACEPOINT, ENTER, type);
	for (size_t i = 0; i < 2; i++) {
		bytes_sample(&b, &f->layouts[i], stamp_of(f, i, 10, 100), "", 0);
		append_bytes(f, &b);
	}
	open_file(f);
	assert_int_equal(next(f).kind, EVENT_OTHER);
	assert_int_equal(next(f).kind, EVENT_OTHER);
	expect_end(f);
}

/* --- Who ----------------------------------------------------------------------------------- */

/* A process is all its threads, also those that nobody told of, and what it starts. */
static void test_pids(void **state)
{
	struct fixture *f = *state;

	add_calls(f);
	ids_add(&f->pids, 10);
	enter(f, 20, 100);
	enter(f, 13, 110);
	fork_of(f, 13, 30, 120);
	fork_of(f, 20, 40, 125);
	enter(f, 30, 130);
	enter(f, 40, 140);
	fork_of(f, 14, 50, 150); /* by a thread that is seen in this only */
	enter(f, 50, 160);
	open_file(f);
	expect(f, EVENT_ENTER, 13);
	expect(f, EVENT_FORK, 30);
	expect(f, EVENT_ENTER, 30);
	expect(f, EVENT_FORK, 50);
	expect(f, EVENT_ENTER, 50);
	expect_end(f);
}

static void test_pids_without_inherit(void **state)
{
	struct fixture *f = *state;

	add_calls(f);
	f->cfg.inherit = false;
	ids_add(&f->pids, 10);
	enter(f, 10, 100);
	fork_of(f, 10, 30, 120);
	enter(f, 30, 130);
	enter(f, 11, 140);
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	expect(f, EVENT_ENTER, 11);
	expect_end(f);
}

static void test_tids(void **state)
{
	struct fixture *f = *state;

	add_calls(f);
	ids_add(&f->tids, 12);
	enter(f, 10, 100);
	enter(f, 12, 110);
	enter(f, 11, 120);
	fork_of(f, 12, 30, 130);
	enter(f, 30, 140);
	open_file(f);
	expect(f, EVENT_ENTER, 12);
	expect(f, EVENT_FORK, 30);
	expect(f, EVENT_ENTER, 30);
	expect_end(f);
}

/* perf tells of a child that was there already as of one that is born. */
static void test_children_from_before(void **state)
{
	struct fixture *f = *state;

	add_calls(f);
	ids_add(&f->pids, 10);
	fork_of(f, 10, 30, 0);
	enter(f, 30, 100);
	enter(f, 10, 110);
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	expect_end(f);
}

/* Samples of one CPU; names wherever they come from. */
static void test_cpus(void **state)
{
	struct fixture *f = *state;

	add_calls(f);
	ids_add(&f->cpus, 3);
	for (int cpu = 2; cpu < 5; cpu++) {
		struct stamp s = stamp_of(f, 1, 10 + cpu, 100 + (uint64_t)cpu);
		struct bytes b;

		s.cpu = cpu;
		bytes_exit(&b, &f->layouts[1], s, 7, 0);
		append_bytes(f, &b);
	}
	fork_of(f, 14, 50, 150);
	open_file(f);
	expect(f, EVENT_EXIT, 13);
	expect(f, EVENT_FORK, 50);
	expect_end(f);
}

static void test_cpus_without_cpu(void **state)
{
	struct fixture *f = *state;

	add_attr(f, PERF_TYPE_TRACEPOINT, EXIT, PERF_SAMPLE_RAW | PERF_SAMPLE_TIME);
	ids_add(&f->cpus, 3);
	expect_refused(f, -ENOTSUP, "--sample-cpu");
}

/* --- Losses -------------------------------------------------------------------------------- */

static void lost(struct fixture *f, int cpu, uint64_t time_ns, uint64_t cnt)
{
	struct stamp s = stamp_of(f, 0, 10, time_ns);
	struct bytes b;

	s.cpu = cpu;
	bytes_lost(&b, &f->layouts[0], s, cnt);
	append_bytes(f, &b);
}

/* As perf writes it: no time, and a CPU that means nothing. */
static void lost_samples(struct fixture *f, size_t attr, uint64_t cnt)
{
	struct {
		struct perf_event_header hdr;
		uint64_t cnt;
		int32_t pid, tid;
		uint64_t time_ns;
		uint64_t cpu;
		uint64_t id;
	} r = {
		.hdr = { .type = PERF_RECORD_LOST_SAMPLES, .size = sizeof(r) },
		.cnt = cnt,
		.id = f->ids[attr][0],
	};

	append(f, &r, sizeof(r));
}

static void drain(struct fixture *f, uint64_t *lost_cnt)
{
	struct record rec;

	*lost_cnt = 0;
	while (source_next(f->source, &rec) > 0) {
		struct event ev;

		assert_int_equal(decode_record(rec.layout, &rec, &ev), 0);
		if (ev.kind == EVENT_LOST)
			*lost_cnt += ev.u.lost.cnt;
	}
	assert_true(source_targets_gone(f->source));
}

static void expect_loss(struct fixture *f, unsigned int idx, struct source_loss expected)
{
	struct source_loss loss;

	assert_int_equal(source_loss(f->source, idx, &loss), 1);
	assert_int_equal(loss.cpu, expected.cpu);
	assert_int_equal(loss.exit_cnt, expected.exit_cnt);
	assert_int_equal(loss.other_cnt, expected.other_cnt);
	assert_int_equal(loss.exact, expected.exact);
}

static void expect_no_loss(struct fixture *f, unsigned int idx)
{
	struct source_loss loss;

	assert_int_equal(source_loss(f->source, idx, &loss), 0);
}

/* What LOST told already is not counted again; what came behind the last LOST is. */
static void test_losses_of_perf(void **state)
{
	struct fixture *f = *state;
	uint64_t cnt;

	add_calls(f);
	lost(f, 5, 100, 7);
	lost(f, 3, 200, 1);
	lost(f, 5, 300, 10);
	lost_samples(f, 0, 8);
	lost_samples(f, 1, 12);
	lost_samples(f, 1, 2);
	open_file(f);
	drain(f, &cnt);
	assert_int_equal(cnt, 22);
	expect_loss(f, 0, (struct source_loss){ .cpu = 5, .other_cnt = 17 });
	expect_loss(f, 1, (struct source_loss){ .cpu = 3, .other_cnt = 1 });
	expect_loss(f, 2, (struct source_loss){ .cpu = -1, .other_cnt = 4 });
	expect_no_loss(f, 3);
}

static void test_lost_samples_alone(void **state)
{
	struct fixture *f = *state;
	uint64_t cnt;

	add_calls(f);
	lost_samples(f, 0, 8);
	lost_samples(f, 1, 12);
	open_file(f);
	drain(f, &cnt);
	assert_int_equal(cnt, 20);
	expect_loss(f, 0, (struct source_loss){ .cpu = -1, .other_cnt = 20 });
	expect_no_loss(f, 1);
}

/* --- What we recorded ourselves ------------------------------------------------------------ */

static struct rider rider_of(uint32_t kind, size_t size, uint64_t time_ns)
{
	return (struct rider){
		.hdr = { .type = PERFDATA_RECORD_EVENT_TYPE, .size = (uint16_t)size },
		.magic = RIDER_MAGIC,
		.kind = kind,
		.time_ns = time_ns,
	};
}

static void add_rider_losses(struct fixture *f)
{
	struct rider_loss loss = {
		.r = rider_of(RIDER_LOSS, sizeof(loss), 900),
		.cpu = 1,
		.exact = 1,
		.exit_cnt = 5,
		.other_cnt = 6,
	};

	append(f, &loss, sizeof(loss));
	loss.cpu = 70000;
	append(f, &loss, sizeof(loss));
}

/* The riders in a recording of ours, each at its time. */
static void test_riders(void **state)
{
	struct rider_begin begin = {
		.r = rider_of(RIDER_BEGIN, sizeof(begin), 50),
		.flags = RIDER_SEES_ALL_FDS,
	};
	struct rider_thread thread = {
		.r = rider_of(RIDER_THREAD, sizeof(thread), 60),
		.pid = 10,
		.tid = 12,
		.uid = 1000,
		.cgroup_id = 77,
		.comm = "found",
	};
	struct rider_inflight inflight = {
		.r = rider_of(RIDER_INFLIGHT, sizeof(inflight), 105),
		.after_ns = 90,
		.pid = 10,
		.tid = 12,
		.abi = "i386",
		.nr = 3,
	};
	struct rider end = rider_of(RIDER_END, sizeof(end), 1000);
	struct rider unknown = rider_of(4711, sizeof(unknown), 70);
	struct perf_event_header old = { .type = PERFDATA_RECORD_EVENT_TYPE, .size = 8 };
	const struct file_source_facts *facts;
	struct fixture *f = *state;
	struct event ev;
	uint64_t cnt;

	add_calls(f);
	append(f, &begin, sizeof(begin));
	append(f, &old, sizeof(old));
	append(f, &thread, sizeof(thread));
	append(f, &unknown, sizeof(unknown));
	append(f, &inflight, sizeof(inflight));
	enter(f, 10, 100);
	lost(f, 0, 200, 11);
	add_rider_losses(f);
	append(f, &end, sizeof(end));
	open_file(f);
	facts = file_source_facts(f->source);
	assert_true(facts->begun);
	assert_true(facts->sees_all_fds);
	assert_false(facts->initial_pid_ns);
	assert_false(facts->ended);
	ev = next(f);
	assert_int_equal(ev.kind, EVENT_FOUND);
	assert_int_equal(ev.time_ns, 60);
	assert_int_equal(ev.u.found.uid, 1000);
	assert_int_equal(ev.u.found.cgroup_id, 77);
	assert_string_equal(ev.u.found.name, "found");
	expect(f, EVENT_ENTER, 10);
	expect(f, EVENT_LOST, -1); /* where it begins */
	ev = next(f);
	assert_int_equal(ev.kind, EVENT_INFLIGHT);
	assert_int_equal(ev.time_ns, 90);
	assert_int_equal(ev.u.enter.abi, ABI_I386);
	assert_int_equal(ev.u.enter.nr, 3);
	drain(f, &cnt);
	assert_int_equal(cnt, 11);
	assert_true(facts->ended);
	assert_int_equal(facts->end_ns, 1000);
	expect_loss(f, 0, (struct source_loss){ 1, 5, 6, true });
	expect_loss(f, 1, (struct source_loss){ -1, 5, 6, true });
	expect_no_loss(f, 2);
}

static void test_riders_of_pids(void **state)
{
	struct fixture *f = *state;

	add_calls(f);
	ids_add(&f->pids, 20);
	for (int pid = 10; pid <= 20; pid += 10) {
		struct rider_thread thread = {
			.r = rider_of(RIDER_THREAD, sizeof(thread), 60),
			.pid = pid,
			.tid = pid,
		};
		struct rider_fd fd = {
			.r = rider_of(RIDER_FD, sizeof(fd), 61),
			.pid = pid,
			.fd = 3,
		};

		append(f, &thread, sizeof(thread));
		append(f, &fd, sizeof(fd));
	}
	open_file(f);
	expect(f, EVENT_FOUND, 20);
	assert_int_equal(next(f).pid, 20);
	expect_end(f);
}

/* What a live trace would have dropped is dropped from its recording. */
static void begin_with(struct fixture *f, uint32_t flags, int tid, uint32_t what)
{
	struct rider_begin begin = {
		.r = rider_of(RIDER_BEGIN, sizeof(begin), 150),
		.flags = flags,
		.begin_ns = 150,
		.first_target_id = 5,
	};
	struct rider_target target = {
		.r = rider_of(RIDER_TARGET, sizeof(target), 150),
		.pid = tid,
		.tid = tid,
		.what = what,
		.first_id = 20,
	};

	add_calls(f);
	append(f, &begin, sizeof(begin));
	append(f, &target, sizeof(target));
}

static void test_recorded_members(void **state)
{
	struct fixture *f = *state;
	struct rider end = rider_of(RIDER_END, sizeof(end), 300);

	begin_with(f, RIDER_MEMBERS | RIDER_INHERIT, 10, RIDER_TARGET_MEMBER);
	enter(f, 10, 100); /* not all events recorded yet */
	enter(f, 10, 200);
	enter(f, 20, 210); /* no member */
	fork_of(f, 10, 30, 220);
	enter(f, 30, 230);
	append(f, &end, sizeof(end));
	leave(f, 10, 310); /* not all record any more */
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	expect(f, EVENT_FORK, 30);
	expect(f, EVENT_ENTER, 30);
	expect_end(f);
}

static void test_recorded_doubles(void **state)
{
	struct fixture *f = *state;

	struct rider_target second = {
		.r = rider_of(RIDER_TARGET, sizeof(second), 150),
		.tid = 40,
		.what = RIDER_TARGET_OWNER,
		.first_id = 21,
	};
	struct bytes b;

	/* Thread 30 has the events from 20 on (the exits), thread 40 those from 21 on. */
	begin_with(f, RIDER_OWNERS, 30, RIDER_TARGET_OWNER);
	append(f, &second, sizeof(second));
	leave(f, 30, 200);
	leave(f, 40, 210); /* of the set of 30: there twice */
	bytes_exit(&b, &f->layouts[1],
		   (struct stamp){ .pid = 40, .tid = 40, .time_ns = 220, .id = 21 }, 7, 0);
	append_bytes(f, &b);
	open_file(f);
	expect(f, EVENT_EXIT, 30);
	expect(f, EVENT_EXIT, 40);
	expect_end(f);
}

static void test_recorded_left_out(void **state)
{
	struct fixture *f = *state;
	struct bytes b;

	begin_with(f, 0, 20, RIDER_TARGET_LEFT_OUT);
	enter(f, 20, 200);
	enter(f, 10, 210);
	bytes_task_exit(&b, &f->layouts[0], stamp_of(f, 0, 20, 220));
	append_bytes(f, &b);
	enter(f, 20, 230); /* somebody else by now */
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	expect(f, EVENT_ENTER, 20);
	expect_end(f);
}

static void test_recorded_choice(void **state)
{
	static const char words[8] = "event=a";
	struct fixture *f = *state;
	struct {
		struct rider_choice c;
		char words[sizeof(words)];
	} choice = {
		.c = { .r = rider_of(RIDER_CHOICE, sizeof(choice), 140), .len = sizeof(words) },
	};

	memcpy(choice.words, words, sizeof(words));
	/* Longer than it is, and without an end: no choice. */
	choice.c.len = sizeof(words) + 1;
	append(f, &choice, sizeof(choice));
	choice.c.len = sizeof(words) - 1;
	append(f, &choice, sizeof(choice));
	choice.c.len = sizeof(words);
	append(f, &choice, sizeof(choice));
	begin_with(f, RIDER_NARROW, 10, RIDER_TARGET_MEMBER);
	enter(f, 20, 200);
	open_file(f);
	assert_int_equal(file_source_facts(f->source)->choice_len, sizeof(words));
	assert_string_equal(file_source_facts(f->source)->choice, words);
	assert_true(source_widen(f->source) < 0);
	/* A member of a set that there is not. */
	expect(f, EVENT_ENTER, 20);
	expect_end(f);
}

/* --- Rounds -------------------------------------------------------------------------------- */

static void test_stop(void **state)
{
	struct fixture *f = *state;
	struct record rec;

	add_calls(f);
	for (uint64_t i = 0; i < 100; i++)
		enter(f, 10, 100 + i);
	open_file(f);
	expect(f, EVENT_ENTER, 10);
	assert_false(source_targets_gone(f->source));
	assert_int_equal(source_stop(f->source), 0);
	assert_true(source_begin_round(f->source, true) >= 0);
	assert_int_equal(source_next(f->source, &rec), 0);
}

/* The caller looks at signals in between. */
static void test_rounds(void **state)
{
	struct perf_event_header other = { .type = PERFDATA_RECORD_FEATURE, .size = 8 };
	struct fixture *f = *state;
	struct record rec;
	int rounds = 1;

	add_calls(f);
	for (int i = 0; i < 8000; i++)
		append(f, &other, sizeof(other));
	enter(f, 10, 100);
	open_file(f);
	while (!source_next(f->source, &rec)) {
		assert_int_equal(source_begin_round(f->source, false), 1);
		rounds++;
	}
	assert_int_equal(rounds, 2);
	expect_end(f);
}

/* An empty recording ends at once. */
static void test_empty(void **state)
{
	struct fixture *f = *state;

	add_calls(f);
	open_file(f);
	expect_end(f);
	expect_no_loss(f, 0);
	assert_false(file_source_facts(f->source)->begun);
}

/* A pipe that has nothing yet is waited for, by the caller. */
static void test_pipe(void **state)
{
	struct fixture *f = *state;
	struct record rec;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	add_calls(f);
	enter(f, 10, 100);
	f->wait_fd = fds[0];
	assert_int_equal(try_open(f), 0);
	assert_int_equal(source_begin_round(f->source, false), 0);
	assert_int_equal(source_next(f->source, &rec), 0);
	assert_int_equal(source_fd(f->source), fds[0]);
	assert_false(source_targets_gone(f->source));
	assert_int_equal(write(fds[1], "x", 1), 1);
	assert_int_equal(source_begin_round(f->source, false), 1);
	expect(f, EVENT_ENTER, 10);
	expect_end(f);
	close(fds[0]);
	close(fds[1]);
	f->wait_fd = -1;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_layouts_by_id),
		TEST(test_plain_ids),
		TEST(test_ids_in_different_places),
		TEST(test_no_ids),
		TEST(test_no_ids_and_different),
		TEST(test_unknown_parts),
		TEST(test_no_events),
		TEST(test_one_event),
		TEST(test_unknown_ids),
		TEST(test_synthesized),
		TEST(test_faults),
		TEST(test_other_events),
		TEST(test_pids),
		TEST(test_pids_without_inherit),
		TEST(test_tids),
		TEST(test_children_from_before),
		TEST(test_cpus),
		TEST(test_cpus_without_cpu),
		TEST(test_losses_of_perf),
		TEST(test_lost_samples_alone),
		TEST(test_riders),
		TEST(test_riders_of_pids),
		TEST(test_recorded_members),
		TEST(test_recorded_doubles),
		TEST(test_recorded_left_out),
		TEST(test_recorded_choice),
		TEST(test_stop),
		TEST(test_rounds),
		TEST(test_empty),
		TEST(test_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
