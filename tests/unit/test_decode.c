/* SPDX-License-Identifier: GPL-2.0-only */
/* Records into events: every layout, and records that are shorter than theirs. */
#include "unit/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "perfdata/format.h"
#include "perfdata/riders.h"
#include "unit/records.h"

#ifdef __x86_64__
#include <asm/perf_regs.h>
#endif

#ifndef PERF_FORMAT_LOST
#define PERF_FORMAT_LOST (1U << 4)
#endif

static const struct stamp stamp = {
	.pid = 4321,
	.tid = 4322,
	.time_ns = 0x123456789abcdef0,
	.id = 0x777,
	.cpu = 6,
	.cgroup_id = 0xc0de00000001,
};
static const uint64_t args[SYSCALL_ARGS_MAX] = { 3, 0x7fff00001000, UINT64_MAX, 0, 42, 1ull << 63 };

/* Fields that may come with a sample, each on or off. */
static const uint64_t fields[] = {
	PERF_SAMPLE_IDENTIFIER, PERF_SAMPLE_IP,	  PERF_SAMPLE_TID,	 PERF_SAMPLE_TIME,
	PERF_SAMPLE_ADDR,	PERF_SAMPLE_ID,	  PERF_SAMPLE_STREAM_ID, PERF_SAMPLE_CPU,
	PERF_SAMPLE_PERIOD,	PERF_SAMPLE_READ, PERF_SAMPLE_CALLCHAIN, PERF_SAMPLE_CGROUP,
};

enum { COMBINATIONS = 1 << ARRAY_CNT(fields), READ_FORMATS = 1 << 5 };

static struct decode_layout layout_of(unsigned int combination, uint64_t read_format)
{
	struct decode_layout l = records_layout();

	l.sample_type = PERF_SAMPLE_RAW;
	for (size_t i = 0; i < ARRAY_CNT(fields); i++)
		if (combination >> i & 1)
			l.sample_type |= fields[i];
	l.read_format = read_format;
	decode_prepare(&l);
	return l;
}

static int decode_bytes(const struct decode_layout *l, const struct bytes *b, struct event *ev)
{
	struct record rec = { .hdr = bytes_hdr(b), .time_ns = 99, .cpu = 5 };

	memset(ev, 0x5a, sizeof(*ev));
	return decode_record(l, &rec, ev);
}

static struct event decode_good(const struct decode_layout *l, const struct bytes *b)
{
	struct event ev;

	assert_int_equal(decode_bytes(l, b, &ev), 0);
	assert_int_equal(ev.cpu, 5);
	return ev;
}

/* What every sample has. */
static struct event decode_good_sample(const struct decode_layout *l, const struct bytes *b)
{
	struct event ev = decode_good(l, b);
	bool has_tid = l->sample_type & PERF_SAMPLE_TID;

	assert_int_equal(ev.pid, has_tid ? stamp.pid : -1);
	assert_int_equal(ev.tid, has_tid ? stamp.tid : -1);
	assert_int_equal(ev.time_ns, 99);
	assert_int_equal(ev.cgroup_id, l->sample_type & PERF_SAMPLE_CGROUP ? stamp.cgroup_id : 0);
	return ev;
}

static void expect_enter(const struct decode_layout *l, const struct bytes *b, enum abi abi)
{
	struct event ev = decode_good_sample(l, b);

	assert_int_equal(ev.kind, EVENT_ENTER);
	assert_int_equal(ev.u.enter.nr, 257);
	assert_int_equal(ev.u.enter.abi, abi);
	assert_memory_equal(ev.u.enter.args, args, sizeof(args));
}

static void expect_exit(const struct decode_layout *l, const struct bytes *b)
{
	struct event ev = decode_good_sample(l, b);

	assert_int_equal(ev.kind, EVENT_EXIT);
	assert_int_equal(ev.u.exit.nr, 257);
	assert_int_equal(ev.u.exit.ret, -2);
}

enum { TRACEPOINT_ID = 17 };

static const uint64_t fault_ip = 0x7f0000401234, fault_addr = 0xffffffffff600000;

static void expect_tracepoint(const struct decode_layout *l, const struct bytes *b)
{
	struct event ev = decode_good_sample(l, b);
	const char *raw = ev.u.tracepoint.raw;

	assert_int_equal(ev.kind, EVENT_TRACEPOINT);
	assert_int_equal(ev.u.tracepoint.id, TRACEPOINT_ID);
	/* Where the fields are, as the tracepoint's format tells, up to the padding. */
	assert_int_equal(ev.u.tracepoint.raw_len, 20);
	assert_memory_equal(raw + BYTES_COMMON, "the fields", 10);
}

/* Without the addresses there is nothing to say about a fault. */
static void expect_fault(const struct decode_layout *l, const struct bytes *b)
{
	const uint64_t needed = PERF_SAMPLE_IP | PERF_SAMPLE_ADDR;
	struct event ev = decode_good_sample(l, b);

	if ((l->sample_type & needed) != needed) {
		assert_int_equal(ev.kind, EVENT_OTHER);
		return;
	}
	assert_int_equal(ev.kind, EVENT_FAULT);
	assert_int_equal(ev.u.fault.ip, fault_ip);
	assert_int_equal(ev.u.fault.addr, fault_addr);
	assert_false(ev.u.fault.major);
}

static void check_layout(const struct decode_layout *l)
{
	uint64_t time_ns = l->sample_type & PERF_SAMPLE_TIME ? stamp.time_ns : 0;
	struct bytes b;

	bytes_enter(&b, l, stamp, arch_native_abi(), 257, args);
	expect_enter(l, &b, arch_native_abi());
	assert_int_equal(decode_time_ns(l, bytes_hdr(&b)), time_ns);
	bytes_exit(&b, l, stamp, 257, -2);
	expect_exit(l, &b);
	assert_int_equal(decode_time_ns(l, bytes_hdr(&b)), time_ns);
	bytes_tracepoint(&b, l, stamp, TRACEPOINT_ID, "the fields", 10);
	expect_tracepoint(l, &b);
	assert_int_equal(decode_time_ns(l, bytes_hdr(&b)), time_ns);
	bytes_fault(&b, l, stamp, fault_ip, fault_addr);
	expect_fault(l, &b);
	assert_int_equal(decode_time_ns(l, bytes_hdr(&b)), time_ns);
}

static void test_sample_types(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < COMBINATIONS; c++) {
		struct decode_layout l = layout_of(c, 0);

		check_layout(&l);
	}
}

static void test_read_formats(void **state)
{
	(void)state;
	for (unsigned int format = 0; format < READ_FORMATS; format++) {
		struct decode_layout l = layout_of(COMBINATIONS - 1, format);

		check_layout(&l);
	}
}

static void test_without_regs(void **state)
{
	struct decode_layout l = records_layout();
	struct bytes b;

	(void)state;
	l.enter_regs_mask = 0;
	decode_prepare(&l);
	bytes_enter(&b, &l, stamp, arch_native_abi(), 257, args);
	expect_enter(&l, &b, arch_native_abi());
}

/* An enter with registers that the caller puts behind it. */
static struct bytes enter_without_regs(struct decode_layout *l, uint64_t mask)
{
	struct bytes b;

	l->enter_regs_mask = 0;
	bytes_enter(&b, l, stamp, arch_native_abi(), 257, args);
	l->enter_regs_mask = mask;
	decode_prepare(l);
	return b;
}

static void test_regs_none(void **state)
{
	struct decode_layout l = records_layout();
	struct bytes b = enter_without_regs(&l, arch_abi_regs_mask());

	(void)state;
	bytes_put_u64(&b, PERF_SAMPLE_REGS_ABI_NONE);
	expect_enter(&l, &b, arch_native_abi());
}

#ifdef __x86_64__

enum {
	AX = 1 << PERF_REG_X86_AX,
	CX = 1 << PERF_REG_X86_CX,
	SP = 1 << PERF_REG_X86_SP,
	IP = 1 << PERF_REG_X86_IP,
	R8 = 1 << PERF_REG_X86_R8,
};

static void expect_abi(uint64_t mask, uint64_t regs_abi, uint64_t cx, enum abi abi)
{
	struct decode_layout l = records_layout();
	struct bytes b = enter_without_regs(&l, mask);

	bytes_put_u64(&b, regs_abi);
	for (uint64_t bit = 1; bit <= R8; bit <<= 1)
		if (mask & bit)
			bytes_put_u64(&b, bit == IP ? 0x401000 : bit == CX ? cx : bit);
	expect_enter(&l, &b, abi);
}

static void test_regs_x86(void **state)
{
	(void)state;
	expect_abi(CX | IP, PERF_SAMPLE_REGS_ABI_64, 0x401000, ABI_X86_64);
	expect_abi(CX | IP, PERF_SAMPLE_REGS_ABI_32, 0x401000, ABI_I386);
	expect_abi(CX | IP, PERF_SAMPLE_REGS_ABI_32, 0, ABI_I386);
	/* `int $0x80` in a 64-bit program leaves rcx alone. */
	expect_abi(CX | IP, PERF_SAMPLE_REGS_ABI_64, 0x401002, ABI_I386);
	expect_abi(AX | CX | SP | IP | R8, PERF_SAMPLE_REGS_ABI_64, 0x401000, ABI_X86_64);
	expect_abi(AX | CX | SP | IP | R8, PERF_SAMPLE_REGS_ABI_64, 0x401002, ABI_I386);
	/* Where rcx tells nothing (FRED) it is not sampled. */
	expect_abi(IP, PERF_SAMPLE_REGS_ABI_64, 0, ABI_X86_64);
	expect_abi(IP, PERF_SAMPLE_REGS_ABI_32, 0, ABI_I386);
}

static void test_sp_x86(void **state)
{
	(void)state;
	assert_int_equal(arch_abi_of_sp(0xffffd000), ABI_I386);
	assert_int_equal(arch_abi_of_sp(0x7ffe00001000), ABI_X86_64);
}

#endif

static void test_side_band(void **state)
{
	struct decode_layout l = records_layout();
	struct event ev;
	struct bytes b;

	(void)state;
	bytes_comm(&b, &l, stamp, "some name", false);
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_COMM);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.tid, stamp.tid);
	assert_string_equal(ev.u.comm.name, "some name");
	assert_false(ev.u.comm.by_exec);
	bytes_comm(&b, &l, stamp, "fifteen letters", true);
	ev = decode_good(&l, &b);
	assert_string_equal(ev.u.comm.name, "fifteen letters");
	assert_true(ev.u.comm.by_exec);

	bytes_fork(&b, &l, stamp, 77, 78);
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_FORK);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.tid, stamp.tid);
	assert_int_equal(ev.u.fork.parent_tid, 78);

	bytes_task_exit(&b, &l, stamp);
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_TASK_EXIT);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.tid, stamp.tid);

	bytes_lost(&b, &l, stamp, 1ull << 40);
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_LOST);
	assert_int_equal(ev.u.lost.cnt, 1ull << 40);
}

static const struct bytes_mapping mapping = {
	.addr = 0x7f1234560000,
	.len = 0x21000,
	.pgoff = 0x3000,
	.prot = PROT_READ | PROT_EXEC,
	.file = "/usr/lib/x.so",
};

static void test_mmap(void **state)
{
	struct bytes_mapping data = mapping;
	struct decode_layout l = records_layout();
	struct event ev;
	struct bytes b;

	(void)state;
	bytes_mmap(&b, &l, stamp, &mapping);
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_MMAP);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.tid, stamp.tid);
	assert_int_equal(ev.u.mmap.addr, mapping.addr);
	assert_int_equal(ev.u.mmap.len, mapping.len);
	assert_int_equal(ev.u.mmap.pgoff, mapping.pgoff);
	assert_true(ev.u.mmap.exec);
	assert_string_equal(ev.u.mmap.file, "/usr/lib/x.so");

	data.prot = PROT_READ | PROT_WRITE;
	data.file = "";
	bytes_mmap(&b, &l, stamp, &data);
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_MMAP);
	assert_false(ev.u.mmap.exec);
	assert_string_equal(ev.u.mmap.file, "");
}

/* It is about no thread. */
static void test_cgroup(void **state)
{
	struct decode_layout l = records_layout();
	struct event ev;
	struct bytes b;

	(void)state;
	bytes_cgroup(&b, &l, stamp, 0xc0de00000002, "/system.slice/x.service");
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_CGROUP);
	assert_int_equal(ev.tid, -1);
	assert_int_equal(ev.cgroup_id, 0);
	assert_int_equal(ev.u.cgroup.id, 0xc0de00000002);
	assert_string_equal(ev.u.cgroup.path, "/system.slice/x.service");
}

/* Only whoever has opened the event knows which faults it counts. */
static void test_major_fault(void **state)
{
	struct decode_layout l = layout_of(COMBINATIONS - 1, 0);
	struct record rec = { .cpu = 1, .major = true };
	struct event ev;
	struct bytes b;

	(void)state;
	bytes_fault(&b, &l, stamp, fault_ip, fault_addr);
	rec.hdr = bytes_hdr(&b);
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_FAULT);
	assert_true(ev.u.fault.major);
}

static void test_meaningless(void **state)
{
	static const uint32_t types[] = { 0, PERF_RECORD_THROTTLE, PERF_RECORD_SWITCH, 200,
					  UINT32_MAX };
	struct decode_layout l = records_layout();
	struct bytes b;

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(types); i++) {
		bytes_other(&b, &l, stamp, types[i], 64);
		assert_int_equal(decode_good(&l, &b).kind, EVENT_OTHER);
	}
}

static struct record_found make_found(void)
{
	return (struct record_found){
		.hdr = { .type = RECORD_FOUND, .size = sizeof(struct record_found) },
		.pid = stamp.pid,
		.tid = stamp.tid,
		.comm = "found me",
	};
}

static struct record_inflight make_inflight(void)
{
	struct record_inflight r = {
		.hdr = { .type = RECORD_INFLIGHT, .size = sizeof(r) },
		.after_ns = 5000,
		.pid = stamp.pid,
		.tid = stamp.tid,
		.abi = ABI_I386,
		.nr = 240,
	};

	memcpy(r.args, args, sizeof(args));
	return r;
}

static void test_our_own(void **state)
{
	struct record_inflight inflight = make_inflight();
	struct perf_event_header gap = { .type = RECORD_GAP, .size = sizeof(gap) };
	struct decode_layout l = records_layout();
	struct record_found found = make_found();
	struct record rec = { .time_ns = 4000, .cpu = -1 };
	struct event ev;

	(void)state;
	rec.hdr = &found.hdr;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_FOUND);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.tid, stamp.tid);
	assert_int_equal(ev.time_ns, 4000);
	assert_string_equal(ev.u.comm.name, "found me");

	rec.hdr = &inflight.hdr;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_INFLIGHT);
	assert_int_equal(ev.tid, stamp.tid);
	assert_int_equal(ev.time_ns, 5000);
	assert_int_equal(ev.u.enter.nr, 240);
	assert_int_equal(ev.u.enter.abi, ABI_I386);
	assert_memory_equal(ev.u.enter.args, args, sizeof(args));

	rec.hdr = &gap;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_LOST);
	assert_int_equal(ev.u.lost.cnt, 0);
}

/*
 * Each length below @needed is broken, each from there on is not. The copy is as long as the
 * record says, so that a sanitizer sees a byte too many.
 */
static void expect_bounds(const struct decode_layout *l, const void *whole, size_t len,
			  size_t needed)
{
	for (size_t cut = sizeof(struct perf_event_header); cut <= len; cut++) {
		struct perf_event_header *hdr = malloc(cut);
		struct record rec = { .hdr = hdr };
		struct event ev;
		int err;

		memcpy(hdr, whole, cut);
		hdr->size = (uint16_t)cut;
		decode_time_ns(l, hdr);
		err = decode_record(l, &rec, &ev);
		if (cut < needed) {
			assert_int_equal(err, -EBADMSG);
			assert_int_equal(ev.kind, EVENT_OTHER);
		} else {
			assert_int_equal(err, 0);
		}
		free(hdr);
	}
}

static void test_truncated_samples(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < COMBINATIONS; c += 37) {
		struct decode_layout l = layout_of(c, c % READ_FORMATS);
		struct bytes b;

		bytes_enter(&b, &l, stamp, arch_native_abi(), 257, args);
		expect_bounds(&l, b.data, b.len, b.len);
		bytes_exit(&b, &l, stamp, 257, -2);
		expect_bounds(&l, b.data, b.len, b.len);
		bytes_tracepoint(&b, &l, stamp, TRACEPOINT_ID, "the fields", 10);
		expect_bounds(&l, b.data, b.len, b.len);
		bytes_fault(&b, &l, stamp, fault_ip, fault_addr);
		expect_bounds(&l, b.data, b.len, b.len);
	}
}

static void test_truncated_side_band(void **state)
{
	struct decode_layout l = records_layout();
	struct bytes b;

	(void)state;
	bytes_comm(&b, &l, stamp, "name", false);
	expect_bounds(&l, b.data, b.len, 8 + 8 + sizeof("name"));
	bytes_fork(&b, &l, stamp, 77, 78);
	expect_bounds(&l, b.data, b.len, 8 + 16);
	bytes_task_exit(&b, &l, stamp);
	expect_bounds(&l, b.data, b.len, 8 + 16);
	bytes_lost(&b, &l, stamp, 5);
	expect_bounds(&l, b.data, b.len, 8 + 16);
	bytes_mmap(&b, &l, stamp, &mapping);
	expect_bounds(&l, b.data, b.len, 8 + 64 + sizeof("/usr/lib/x.so"));
	bytes_cgroup(&b, &l, stamp, 7, "/a");
	expect_bounds(&l, b.data, b.len, 8 + 8 + sizeof("/a"));
	bytes_other(&b, &l, stamp, PERF_RECORD_THROTTLE, 64);
	expect_bounds(&l, b.data, b.len, 0);
}

static void test_truncated_own(void **state)
{
	struct record_inflight inflight = make_inflight();
	struct decode_layout l = records_layout();
	struct record_found found = make_found();

	(void)state;
	expect_bounds(&l, &found, sizeof(found), sizeof(found));
	expect_bounds(&l, &inflight, sizeof(inflight), sizeof(inflight));
}

static void expect_broken(const struct decode_layout *l, const struct bytes *b)
{
	struct perf_event_header *hdr = malloc(b->len);
	struct record rec = { .hdr = hdr };
	struct event ev;

	memcpy(hdr, b->data, b->len);
	assert_int_equal(decode_record(l, &rec, &ev), -EBADMSG);
	assert_int_equal(ev.kind, EVENT_OTHER);
	free(hdr);
}

/* Counts inside of a record, as somebody would choose them who wants us to read beyond it. */
static void test_counts_that_lie(void **state)
{
	static const uint64_t lies[] = { 4,	     1000,	 1ull << 29, 1ull << 32,
					 1ull << 60, 1ull << 61, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(lies); i++) {
		struct decode_layout l = records_layout();
		uint32_t raw_bytes = (uint32_t)lies[i];
		size_t at = sizeof(struct perf_event_header);
		struct bytes b;

		l.enter_regs_mask = 0;
		l.sample_type = PERF_SAMPLE_CALLCHAIN | PERF_SAMPLE_RAW;
		decode_prepare(&l);
		bytes_exit(&b, &l, stamp, 257, -2);
		memcpy(b.data + at, &lies[i], sizeof(lies[i]));
		expect_broken(&l, &b);

		l.sample_type = PERF_SAMPLE_READ | PERF_SAMPLE_RAW;
		for (unsigned int format = 0; format < READ_FORMATS; format++) {
			if (!(format & PERF_FORMAT_GROUP))
				continue;
			l.read_format = format;
			decode_prepare(&l);
			bytes_exit(&b, &l, stamp, 257, -2);
			memcpy(b.data + at, &lies[i], sizeof(lies[i]));
			expect_broken(&l, &b);
		}

		l.sample_type = PERF_SAMPLE_RAW;
		decode_prepare(&l);
		bytes_exit(&b, &l, stamp, 257, -2);
		memcpy(b.data + at, &raw_bytes, sizeof(raw_bytes));
		if (raw_bytes != 4)
			expect_broken(&l, &b);
	}
}

/* A count whose size in bytes is 0 again in 64 bits, and then a raw part as it should be. */
static void test_counts_that_wrap(void **state)
{
	static const uint64_t counts[] = { 1ull << 61, 1ull << 62, 1ull << 63 };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(counts); i++) {
		struct decode_layout l = records_layout();
		struct bytes b;

		l.sample_type = PERF_SAMPLE_ADDR | PERF_SAMPLE_RAW;
		decode_prepare(&l);
		bytes_exit(&b, &l, stamp, 257, -2);
		memcpy(b.data + sizeof(struct perf_event_header), &counts[i], sizeof(counts[i]));
		l.sample_type = PERF_SAMPLE_CALLCHAIN | PERF_SAMPLE_RAW;
		decode_prepare(&l);
		expect_broken(&l, &b);
		l.sample_type = PERF_SAMPLE_READ | PERF_SAMPLE_RAW;
		l.read_format = PERF_FORMAT_GROUP;
		decode_prepare(&l);
		expect_broken(&l, &b);
	}
}

/* The raw part ends before the fields of the tracepoint do. */
static void test_short_raw(void **state)
{
	struct decode_layout l = records_layout();
	unsigned char raw[64] = { 0 };
	const uint16_t ids[] = { (uint16_t)l.enter.id, (uint16_t)l.exit.id };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(ids); i++) {
		/* With its padding a raw part is 4 bytes longer than a multiple of 8. */
		uint32_t needed = i ? 24 : 64;

		memcpy(raw, &ids[i], sizeof(ids[i]));
		for (uint32_t size = 4; size < needed; size += 8) {
			struct bytes b;

			bytes_sample(&b, &l, stamp, raw, size);
			expect_broken(&l, &b);
		}
	}
}

/* Records that end in a name, after so many bytes; nothing here ends it. */
static void test_names_without_end(void **state)
{
	static const struct {
		uint32_t type;
		size_t before;
	} records[] = {
		{ PERF_RECORD_COMM, 8 },
		{ PERF_RECORD_CGROUP, 8 },
		{ PERF_RECORD_MMAP2, 64 },
	};
	struct decode_layout l = records_layout();

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(records); i++) {
		struct perf_event_header hdr = { .type = records[i].type };
		struct bytes b = { .len = 0 };

		bytes_put(&b, &hdr, sizeof(hdr));
		while (b.len < sizeof(hdr) + records[i].before)
			bytes_put_u64(&b, 1);
		expect_broken(&l, &b); /* not even an empty one */
		bytes_put(&b, "aaaaaaaabbbbbbbb", 16);
		expect_broken(&l, &b);
	}
}

/* The trailer is counted from the end, so it does not matter what the record is. */
static void test_side_band_time(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < COMBINATIONS; c++) {
		struct decode_layout l = layout_of(c, 0);
		uint64_t time_ns = l.sample_type & PERF_SAMPLE_TIME ? stamp.time_ns : 0;
		struct bytes b;

		bytes_comm(&b, &l, stamp, "name", false);
		assert_int_equal(decode_time_ns(&l, bytes_hdr(&b)), time_ns);
		bytes_lost(&b, &l, stamp, 1);
		assert_int_equal(decode_time_ns(&l, bytes_hdr(&b)), time_ns);
		bytes_other(&b, &l, stamp, PERF_RECORD_THROTTLE, 128);
		assert_int_equal(decode_time_ns(&l, bytes_hdr(&b)), time_ns);
		l.sample_id_all = false;
		assert_int_equal(decode_time_ns(&l, bytes_hdr(&b)), 0);
	}
}

static void expect_origin(const struct decode_layout *l, const struct bytes *b)
{
	const uint64_t with_id = PERF_SAMPLE_ID | PERF_SAMPLE_IDENTIFIER;
	uint64_t id = l->sample_type & with_id ? stamp.id : 0;
	struct decode_origin o;

	assert_true(decode_origin(l, bytes_hdr(b), &o));
	assert_int_equal(o.id, id);
	assert_int_equal(o.subject_tid, stamp.tid);
	assert_int_equal(decode_id(l, bytes_hdr(b)), id);
	assert_int_equal(decode_cpu(l, bytes_hdr(b)),
			 l->sample_type & PERF_SAMPLE_CPU ? stamp.cpu : -1);
}

/* Which event wrote a record, and about whom: for a fork, about the child. */
static void test_origin(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < COMBINATIONS; c++) {
		struct decode_layout l = layout_of(c, 0);
		struct decode_origin o;
		struct bytes b;

		if (!(l.sample_type & PERF_SAMPLE_TID))
			continue;
		bytes_enter(&b, &l, stamp, arch_native_abi(), 257, args);
		expect_origin(&l, &b);
		bytes_comm(&b, &l, stamp, "name", false);
		expect_origin(&l, &b);
		bytes_fork(&b, &l, stamp, 77, 78);
		expect_origin(&l, &b);
		bytes_task_exit(&b, &l, stamp);
		expect_origin(&l, &b);
		bytes_mmap(&b, &l, stamp, &mapping);
		expect_origin(&l, &b);
		bytes_tracepoint(&b, &l, stamp, TRACEPOINT_ID, "the fields", 10);
		expect_origin(&l, &b);
		bytes_fault(&b, &l, stamp, fault_ip, fault_addr);
		expect_origin(&l, &b);
		bytes_lost(&b, &l, stamp, 1);
		assert_false(decode_origin(&l, bytes_hdr(&b), &o));
		bytes_cgroup(&b, &l, stamp, 7, "/a");
		assert_false(decode_origin(&l, bytes_hdr(&b), &o));
	}
}

static void test_origin_of_truncated(void **state)
{
	struct decode_layout l = layout_of(COMBINATIONS - 1, 0);
	struct bytes records[4];

	(void)state;
	bytes_enter(&records[0], &l, stamp, arch_native_abi(), 257, args);
	bytes_comm(&records[1], &l, stamp, "name", false);
	bytes_fork(&records[2], &l, stamp, 77, 78);
	bytes_mmap(&records[3], &l, stamp, &mapping);
	for (size_t i = 0; i < ARRAY_CNT(records); i++) {
		for (size_t cut = sizeof(struct perf_event_header); cut < records[i].len; cut++) {
			struct perf_event_header *hdr = malloc(cut);
			struct decode_origin o;

			/* A sanitizer sees it read beyond; what it finds does not matter. */
			memcpy(hdr, records[i].data, cut);
			hdr->size = (uint16_t)cut;
			decode_origin(&l, hdr, &o);
			free(hdr);
		}
	}
}

/* --- Layouts of a recording ---------------------------------------------------------------- */

/* What an attr of perf can ask for, and a sample of it as the kernel lays it down. */
struct asked {
	struct perf_event_attr attr;
	uint64_t regs_abi; /* PERF_SAMPLE_REGS_ABI_*, of both sets */
	uint64_t branch_cnt;
	uint64_t stack_bytes;
};

static struct decode_layout layout_asked(const struct asked *a)
{
	struct decode_layout l = records_layout();

	assert_int_equal(decode_layout_of_attr(&l, &a->attr), 0);
	return l;
}

static void put_many(struct bytes *b, uint64_t cnt, uint64_t v)
{
	while (cnt--)
		bytes_put_u64(b, v);
}

static void put_asked_regs(struct bytes *b, const struct asked *a, uint64_t mask)
{
	bytes_put_u64(b, a->regs_abi);
	if (a->regs_abi)
		put_many(b, (uint64_t)__builtin_popcountll(mask), 0x401000);
}

/* All parts behind the raw one. */
static void put_tail(struct bytes *b, const struct asked *a)
{
	uint64_t type = a->attr.sample_type;

	if (type & PERF_SAMPLE_BRANCH_STACK) {
		bytes_put_u64(b, a->branch_cnt);
		if (a->branch_cnt && a->attr.branch_sample_type & PERF_SAMPLE_BRANCH_HW_INDEX)
			bytes_put_u64(b, 5);
		put_many(b, 3 * a->branch_cnt, 0x5555);
		if (a->attr.branch_sample_type & 1 << 19) /* PERF_SAMPLE_BRANCH_COUNTERS */
			put_many(b, a->branch_cnt, 0x6666);
	}
	if (type & PERF_SAMPLE_REGS_USER)
		put_asked_regs(b, a, a->attr.sample_regs_user);
	if (type & PERF_SAMPLE_STACK_USER) {
		bytes_put_u64(b, a->stack_bytes);
		put_many(b, a->stack_bytes / 8, 0x7777);
		if (a->stack_bytes)
			bytes_put_u64(b, a->stack_bytes / 2);
	}
	if (type & PERF_SAMPLE_WEIGHT_TYPE)
		bytes_put_u64(b, 1);
	if (type & PERF_SAMPLE_DATA_SRC)
		bytes_put_u64(b, 2);
	if (type & PERF_SAMPLE_TRANSACTION)
		bytes_put_u64(b, 3);
	if (type & PERF_SAMPLE_REGS_INTR)
		put_asked_regs(b, a, a->attr.sample_regs_intr);
	if (type & PERF_SAMPLE_PHYS_ADDR)
		bytes_put_u64(b, 4);
	if (type & PERF_SAMPLE_CGROUP)
		bytes_put_u64(b, stamp.cgroup_id);
	if (type & PERF_SAMPLE_DATA_PAGE_SIZE)
		bytes_put_u64(b, 4096);
	if (type & PERF_SAMPLE_CODE_PAGE_SIZE)
		bytes_put_u64(b, 4096);
	if (type & PERF_SAMPLE_AUX) {
		bytes_put_u64(b, 16);
		put_many(b, 2, 0x8888);
	}
}

/* A sys_enter, all of whose parts up to the raw one come from the helper, and the others from us. */
static void put_asked_enter(struct bytes *b, const struct asked *a)
{
	struct decode_layout to_raw = layout_asked(a);

	to_raw.sample_type &= ~(uint64_t)PERF_SAMPLE_CGROUP;
	bytes_enter(b, &to_raw, stamp, ABI_X86_64, 257, args);
	put_tail(b, a);
}

static const uint64_t tail_fields[] = {
	PERF_SAMPLE_BRANCH_STACK, PERF_SAMPLE_REGS_USER,      PERF_SAMPLE_STACK_USER,
	PERF_SAMPLE_WEIGHT,	  PERF_SAMPLE_WEIGHT_STRUCT,  PERF_SAMPLE_DATA_SRC,
	PERF_SAMPLE_TRANSACTION,  PERF_SAMPLE_REGS_INTR,      PERF_SAMPLE_PHYS_ADDR,
	PERF_SAMPLE_CGROUP,	  PERF_SAMPLE_DATA_PAGE_SIZE, PERF_SAMPLE_CODE_PAGE_SIZE,
	PERF_SAMPLE_AUX,
};

static struct asked asked_of(unsigned int combination)
{
	struct asked a = {
		.attr = {
			.type = PERF_TYPE_TRACEPOINT,
			.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU |
				       PERF_SAMPLE_RAW | PERF_SAMPLE_IDENTIFIER,
			.sample_id_all = 1,
			.sample_regs_user = 0xff0fff,
			.sample_regs_intr = 0x7,
		},
		.regs_abi = PERF_SAMPLE_REGS_ABI_32,
	};

	for (size_t i = 0; i < ARRAY_CNT(tail_fields); i++)
		if (combination >> i & 1)
			a.attr.sample_type |= tail_fields[i];
	return a;
}

static void expect_asked(const struct asked *a)
{
	struct decode_layout l = layout_asked(a);
	bool has_regs = l.sample_type & PERF_SAMPLE_REGS_USER && a->regs_abi;
	struct event ev;
	struct bytes b;

	l.arch = &arch_x86;
	put_asked_enter(&b, a);
	ev = decode_good_sample(&l, &b);
	assert_int_equal(ev.kind, EVENT_ENTER);
	assert_int_equal(ev.u.enter.nr, 257);
	assert_memory_equal(ev.u.enter.args, args, sizeof(args));
	assert_int_equal(ev.u.enter.abi, has_regs ? ABI_I386 : ABI_X86_64);
	assert_int_equal(decode_id(&l, bytes_hdr(&b)), stamp.id);
	assert_int_equal(decode_cpu(&l, bytes_hdr(&b)), stamp.cpu);
}

static void test_parts_behind_raw(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 1u << ARRAY_CNT(tail_fields); c++) {
		struct asked a = asked_of(c);

		expect_asked(&a);
		a.regs_abi = PERF_SAMPLE_REGS_ABI_NONE;
		a.stack_bytes = 64;
		a.branch_cnt = 2;
		expect_asked(&a);
	}
}

static void test_branches(void **state)
{
	(void)state;
	for (uint64_t cnt = 0; cnt < 3; cnt++) {
		for (unsigned int way = 0; way < 4; way++) {
			struct asked a = asked_of((1u << ARRAY_CNT(tail_fields)) - 1);

			a.branch_cnt = cnt;
			a.attr.branch_sample_type = (way & 1 ? PERF_SAMPLE_BRANCH_HW_INDEX : 0) |
						    (way & 2 ? 1u << 19 : 0);
			expect_asked(&a);
		}
	}
}

/* Each length up to the cgroup is broken. */
static void test_truncated_tail(void **state)
{
	struct asked a = asked_of((1u << 10) - 1); /* all up to the cgroup */
	struct decode_layout l = layout_asked(&a);
	struct bytes b;

	(void)state;
	a.branch_cnt = 2;
	a.stack_bytes = 64;
	put_asked_enter(&b, &a);
	expect_bounds(&l, b.data, b.len, b.len);
}

static void test_unknown_layouts(void **state)
{
	struct asked a = asked_of(0);
	struct decode_layout l = records_layout();

	(void)state;
	a.attr.sample_type |= PERF_SAMPLE_MAX;
	assert_int_equal(decode_layout_of_attr(&l, &a.attr), -ENOTSUP);
	a = asked_of(0);
	/* What nobody asked for does not matter. */
	a.attr.read_format = 1 << 20;
	a.attr.branch_sample_type = 1 << 30;
	assert_int_equal(decode_layout_of_attr(&l, &a.attr), 0);
	a.attr.sample_type |= PERF_SAMPLE_READ;
	assert_int_equal(decode_layout_of_attr(&l, &a.attr), -ENOTSUP);
	a.attr.sample_type = PERF_SAMPLE_BRANCH_STACK;
	assert_int_equal(decode_layout_of_attr(&l, &a.attr), -ENOTSUP);
}

static void expect_kind(uint32_t type, uint64_t config, enum decode_kind kind, bool major)
{
	const struct perf_event_attr attr = { .type = type, .config = config };
	struct decode_layout l = records_layout();

	assert_int_equal(decode_layout_of_attr(&l, &attr), 0);
	assert_int_equal(l.kind, kind);
	assert_int_equal(l.major, major);
}

static void test_kinds(void **state)
{
	(void)state;
	expect_kind(PERF_TYPE_TRACEPOINT, PERF_COUNT_SW_PAGE_FAULTS_MAJ, DECODE_TRACEPOINT, false);
	expect_kind(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, DECODE_FAULT, false);
	expect_kind(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN, DECODE_FAULT, false);
	expect_kind(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ, DECODE_FAULT, true);
	expect_kind(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_DUMMY, DECODE_NOTHING, false);
	expect_kind(PERF_TYPE_HARDWARE, PERF_COUNT_SW_PAGE_FAULTS, DECODE_NOTHING, false);
}

/* bpf-output writes a raw part that is no tracepoint's, though it may look like one. */
static void test_raw_of_others(void **state)
{
	struct asked a = asked_of(0);
	struct decode_layout l;
	struct bytes b;

	(void)state;
	put_asked_enter(&b, &a);
	a.attr.type = PERF_TYPE_SOFTWARE;
	a.attr.config = PERF_COUNT_SW_BPF_OUTPUT;
	l = layout_asked(&a);
	assert_int_equal(decode_good(&l, &b).kind, EVENT_OTHER);
}

static void test_cpu_numbers(void **state)
{
	struct asked a = asked_of(0);
	struct decode_layout l = layout_asked(&a);
	struct stamp s = stamp;
	struct bytes b;

	(void)state;
	s.cpu = DECODE_CPU_LIMIT - 1;
	bytes_exit(&b, &l, s, 1, 0);
	assert_int_equal(decode_cpu(&l, bytes_hdr(&b)), DECODE_CPU_LIMIT - 1);
	s.cpu = DECODE_CPU_LIMIT;
	bytes_exit(&b, &l, s, 1, 0);
	assert_int_equal(decode_cpu(&l, bytes_hdr(&b)), -1);
	s.cpu = -1;
	bytes_comm(&b, &l, s, "x", false);
	assert_int_equal(decode_cpu(&l, bytes_hdr(&b)), -1);
	/* Without a trailer there is nothing to tell. */
	l.sample_id_all = false;
	decode_prepare(&l);
	s.cpu = 3;
	bytes_comm(&b, &l, s, "a name that is not short", false);
	assert_int_equal(decode_cpu(&l, bytes_hdr(&b)), -1);
	assert_int_equal(decode_id(&l, bytes_hdr(&b)), 0);
	assert_int_equal(decode_time_ns(&l, bytes_hdr(&b)), 0);
}

/* PERF_RECORD_MMAP: without protection; what is no code is marked. */
static void test_old_mmap(void **state)
{
	struct decode_layout l = records_layout();
	struct {
		struct perf_event_header hdr;
		int32_t pid, tid;
		uint64_t addr, len, pgoff;
		char file[16];
	} r = {
		.hdr = { .type = PERF_RECORD_MMAP, .size = sizeof(r) },
		.pid = stamp.pid,
		.tid = stamp.tid,
		.addr = 0x1000,
		.len = 0x2000,
		.pgoff = 0x3000,
		.file = "/lib/x.so",
	};
	struct record rec = { .hdr = &r.hdr };
	struct event ev;

	(void)state;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_MMAP);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.u.mmap.addr, 0x1000);
	assert_int_equal(ev.u.mmap.len, 0x2000);
	assert_int_equal(ev.u.mmap.pgoff, 0x3000);
	assert_string_equal(ev.u.mmap.file, "/lib/x.so");
	assert_true(ev.u.mmap.exec);
	r.hdr.misc = PERF_RECORD_MISC_MMAP_DATA;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_false(ev.u.mmap.exec);
	expect_bounds(&l, &r, sizeof(r), 8 + 32 + sizeof("/lib/x.so"));
}

/* A build-id stands where device and inode do. */
static void test_mmap_build_id(void **state)
{
	struct decode_layout l = records_layout();
	struct event ev;
	struct bytes b;
	uint16_t misc = 1 << 14; /* PERF_RECORD_MISC_MMAP_BUILD_ID */

	(void)state;
	bytes_mmap(&b, &l, stamp, &mapping);
	memcpy(b.data + offsetof(struct perf_event_header, misc), &misc, sizeof(misc));
	ev = decode_good(&l, &b);
	assert_int_equal(ev.kind, EVENT_MMAP);
	assert_string_equal(ev.u.mmap.file, "/usr/lib/x.so");
	assert_true(ev.u.mmap.exec);
}

static void test_lost_samples(void **state)
{
	struct decode_layout l = records_layout();
	struct {
		struct perf_event_header hdr;
		uint64_t cnt;
	} r = { { .type = PERF_RECORD_LOST_SAMPLES, .size = sizeof(r) }, 77 };
	struct record rec = { .hdr = &r.hdr };
	struct event ev;

	(void)state;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_LOST);
	assert_int_equal(ev.u.lost.cnt, 77);
	expect_bounds(&l, &r, sizeof(r), sizeof(r));
	/* What a filter of perf's has dropped nobody misses. */
	r.hdr.misc = 1 << 15;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_OTHER);
}

/* --- Riders -------------------------------------------------------------------------------- */

static struct rider rider_of(uint32_t kind, size_t size)
{
	return (struct rider){
		.hdr = { .type = PERFDATA_RECORD_EVENT_TYPE, .size = (uint16_t)size },
		.magic = RIDER_MAGIC,
		.kind = kind,
		.time_ns = 4000,
	};
}

static struct event decode_rider_good(const void *rider)
{
	struct record rec = { .hdr = rider, .time_ns = 4000, .cpu = -1 };
	struct decode_layout l = records_layout();
	struct event ev;

	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(decode_time_ns(&l, rider), 4000);
	return ev;
}

static void test_rider_thread(void **state)
{
	struct decode_layout l = records_layout();
	struct rider_thread r = {
		.r = rider_of(RIDER_THREAD, sizeof(r)),
		.pid = stamp.pid,
		.tid = stamp.tid,
		.uid = 1000,
		.cgroup_id = stamp.cgroup_id,
		.comm = "found me",
	};
	struct decode_origin o;
	struct event ev = decode_rider_good(&r);

	(void)state;
	assert_int_equal(ev.kind, EVENT_FOUND);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.tid, stamp.tid);
	assert_int_equal(ev.time_ns, 4000);
	assert_string_equal(ev.u.found.name, "found me");
	assert_int_equal(ev.u.found.uid, 1000);
	assert_int_equal(ev.u.found.cgroup_id, stamp.cgroup_id);
	assert_true(decode_origin(&l, &r.r.hdr, &o));
	assert_int_equal(o.subject_pid, stamp.pid);
	assert_int_equal(o.subject_tid, stamp.tid);
	r.uid = INT64_MAX;
	assert_int_equal(decode_rider_good(&r).u.found.uid, -1);
	for (size_t cut = sizeof(struct rider); cut < sizeof(r); cut++) {
		struct record rec = { .hdr = &r.r.hdr };

		r.r.hdr.size = (uint16_t)cut;
		assert_int_equal(decode_record(&l, &rec, &ev), -EBADMSG);
	}
}

static void test_rider_inflight(void **state)
{
	struct rider_inflight r = {
		.r = rider_of(RIDER_INFLIGHT, sizeof(r)),
		.after_ns = 5000,
		.pid = stamp.pid,
		.tid = stamp.tid,
		.abi = "i386",
		.nr = 240,
	};
	struct event ev;

	(void)state;
	memcpy(r.args, args, sizeof(args));
	ev = decode_rider_good(&r);
	assert_int_equal(ev.kind, EVENT_INFLIGHT);
	assert_int_equal(ev.tid, stamp.tid);
	assert_int_equal(ev.time_ns, 5000);
	assert_int_equal(ev.u.enter.nr, 240);
	assert_int_equal(ev.u.enter.abi, ABI_I386);
	assert_memory_equal(ev.u.enter.args, args, sizeof(args));
	/* Eight bytes and no end: compared as far as it goes. */
	memcpy(r.abi, "x86_64__", sizeof(r.abi));
	assert_int_equal(decode_rider_good(&r).kind, EVENT_OTHER);
}

/* A rider with text behind it, of which its lengths tell. */
struct rider_with_text {
	struct rider_fd fd;
	char text[16];
};

static void test_rider_fd(void **state)
{
	struct decode_layout l = records_layout();
	struct rider_with_text r = {
		.fd = {
			.r = rider_of(RIDER_FD, sizeof(r)),
			.begin_ns = 3000,
			.pid = stamp.pid,
			.fd = 7,
			.flags = RIDER_FD_CLOEXEC | RIDER_FD_KNOWS_CLOEXEC,
			.link_len = 10,
			.name_len = 6,
		},
		.text = { 's', 'o', 'c', 'k', 'e', 't', ':', '[', '1', ']',
			  'T', 'C', 'P', ':', '[', ']' },
	};
	struct event ev = decode_rider_good(&r);

	(void)state;
	assert_int_equal(ev.kind, EVENT_FD);
	assert_int_equal(ev.pid, stamp.pid);
	assert_int_equal(ev.u.fd.begin_ns, 3000);
	assert_int_equal(ev.u.fd.fd, 7);
	assert_int_equal(ev.u.fd.flags, 3);
	assert_int_equal(ev.u.fd.link_len, 10);
	assert_memory_equal(ev.u.fd.link, "socket:[1]", 10);
	assert_int_equal(ev.u.fd.name_len, 6);
	assert_memory_equal(ev.u.fd.name, "TCP:[]", 6);
	for (size_t cut = sizeof(struct rider); cut < sizeof(r); cut++) {
		struct record rec = { .hdr = &r.fd.r.hdr };

		r.fd.r.hdr.size = (uint16_t)cut;
		assert_int_equal(decode_record(&l, &rec, &ev), -EBADMSG);
	}
}

static void test_rider_container(void **state)
{
	struct decode_layout l = records_layout();
	struct {
		struct rider_container c;
		char text[8];
	} r = {
		.c = {
			.r = rider_of(RIDER_CONTAINER, sizeof(r)),
			.cgroup_id = 9,
			.id_len = 3,
			.name_len = 2,
			.pod_len = 1,
		},
		.text = "abcdefg",
	};
	struct record rec = { .hdr = &r.c.r.hdr };
	struct event ev = decode_rider_good(&r);

	(void)state;
	assert_int_equal(ev.kind, EVENT_CONTAINER);
	assert_int_equal(ev.u.container.cgroup_id, 9);
	assert_memory_equal(ev.u.container.id, "abc", 3);
	assert_memory_equal(ev.u.container.name, "de", 2);
	assert_memory_equal(ev.u.container.pod, "f", 1);
	r.c.id_len = r.c.name_len = r.c.pod_len = UINT16_MAX;
	assert_int_equal(decode_record(&l, &rec, &ev), -EBADMSG);
}

static void test_no_riders(void **state)
{
	struct decode_layout l = records_layout();
	struct rider_thread r = { .r = rider_of(RIDER_THREAD, sizeof(r)) };
	struct record rec = { .hdr = &r.r.hdr };
	struct event ev;

	(void)state;
	r.r.magic = RIDER_INDEX_MAGIC;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_OTHER);
	assert_int_equal(decode_time_ns(&l, rec.hdr), 0);
	r.r.magic = RIDER_MAGIC;
	r.r.kind = 4711;
	assert_int_equal(decode_rider_good(&r).kind, EVENT_OTHER);
	r.r.kind = RIDER_THREAD;
	r.r.magic++;
	assert_int_equal(decode_record(&l, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_OTHER);
	assert_int_equal(decode_time_ns(&l, rec.hdr), 0);
	/* A name without an end. */
	r.r.magic--;
	memset(r.comm, 'x', sizeof(r.comm));
	assert_int_equal(decode_record(&l, &rec, &ev), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample_types),
		cmocka_unit_test(test_read_formats),
		cmocka_unit_test(test_without_regs),
		cmocka_unit_test(test_regs_none),
#ifdef __x86_64__
		cmocka_unit_test(test_regs_x86),
		cmocka_unit_test(test_sp_x86),
#endif
		cmocka_unit_test(test_side_band),
		cmocka_unit_test(test_mmap),
		cmocka_unit_test(test_cgroup),
		cmocka_unit_test(test_major_fault),
		cmocka_unit_test(test_meaningless),
		cmocka_unit_test(test_our_own),
		cmocka_unit_test(test_truncated_samples),
		cmocka_unit_test(test_truncated_side_band),
		cmocka_unit_test(test_counts_that_lie),
		cmocka_unit_test(test_counts_that_wrap),
		cmocka_unit_test(test_short_raw),
		cmocka_unit_test(test_names_without_end),
		cmocka_unit_test(test_side_band_time),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_origin_of_truncated),
		cmocka_unit_test(test_parts_behind_raw),
		cmocka_unit_test(test_branches),
		cmocka_unit_test(test_truncated_tail),
		cmocka_unit_test(test_unknown_layouts),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_raw_of_others),
		cmocka_unit_test(test_cpu_numbers),
		cmocka_unit_test(test_old_mmap),
		cmocka_unit_test(test_mmap_build_id),
		cmocka_unit_test(test_lost_samples),
		cmocka_unit_test(test_rider_thread),
		cmocka_unit_test(test_rider_inflight),
		cmocka_unit_test(test_rider_fd),
		cmocka_unit_test(test_rider_container),
		cmocka_unit_test(test_no_riders),
		cmocka_unit_test(test_truncated_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
