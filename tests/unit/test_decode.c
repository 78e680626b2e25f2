/* SPDX-License-Identifier: GPL-2.0-only */
/* Records into events: every layout, and records that are shorter than theirs. */
#include "unit/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

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
		cmocka_unit_test(test_truncated_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
