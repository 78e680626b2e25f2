/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reader of recordings, given anything: as a file (which may have the form of a pipe), and, as
 * far as a pipe takes it at once, through one. Whatever it is, it ends, and what is given is whole
 * records.
 */
#include "fuzz/fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "perfdata/reader.h"

/* A bomb may give more; enough is enough. */
enum { READ_BYTES_MAX = 4 * 1024 * 1024, PIPE_BYTES = 64 * 1024 };

static void expect(int true_thing)
{
	if (!true_thing)
		abort();
}

/* Looks at every byte of a text, so that the sanitizers see one that is not there. */
static size_t look(const char *text)
{
	return text ? strlen(text) : 0;
}

static size_t look_at_about(const struct perfdata_reader *r)
{
	const struct perfdata_about *a = perfdata_reader_about(r);
	size_t len = look(a->hostname) + look(a->os_release) + look(a->version) + look(a->machine) +
		     look(a->cpu_desc) + look(a->cpu_id);

	for (size_t i = 0; i < a->argc; i++)
		len += look(a->argv[i]);
	for (size_t i = 0; i < a->pmu_cnt; i++)
		len += look(a->pmus[i].name);
	return len;
}

static size_t look_at_description(const struct perfdata_reader *r)
{
	size_t len = look_at_about(r), cnt;
	const struct perfdata_attr *attrs = perfdata_reader_attrs(r, &cnt);
	const struct perfdata_build_id *build_ids;
	const unsigned char *tracing;

	expect(cnt > 0);
	for (size_t i = 0; i < cnt; i++) {
		len += look(attrs[i].name);
		for (size_t k = 0; k < attrs[i].id_cnt; k++)
			len += (size_t)attrs[i].ids[k];
	}
	build_ids = perfdata_reader_build_ids(r, &cnt);
	for (size_t i = 0; i < cnt; i++) {
		len += look(build_ids[i].file);
		expect(build_ids[i].size <= PERFDATA_BUILD_ID_BYTES);
	}
	tracing = perfdata_reader_tracing(r, &cnt);
	for (size_t i = 0; i < cnt; i++)
		len += tracing[i];
	return len;
}

static void check_chunk(const struct perfdata_reader *r, const struct perfdata_chunk *c)
{
	const struct perf_event_header *hdr;
	unsigned char *again;

	expect(c->size > 0 && (uintptr_t)c->data % 8 == 0);
	for (size_t at = 0; at < c->size; at += hdr->size) {
		expect(c->size - at >= sizeof(*hdr));
		hdr = (const void *)(c->data + at);
		expect(hdr->size >= sizeof(*hdr) && hdr->size <= c->size - at);
	}
	if (c->offset < 0)
		return;
	again = malloc(c->size);
	expect(pread(perfdata_reader_fd(r), again, c->size, c->offset) == (ssize_t)c->size);
	expect(!memcmp(again, c->data, c->size));
	free(again);
}

static void read_path(const char *path)
{
	struct perfdata_reader *r;
	struct perfdata_chunk *c, *held = NULL;
	size_t total = 0;
	volatile size_t len;

	if (perfdata_reader_open(path, NULL, &r))
		return;
	len = look_at_description(r);
	while (total < READ_BYTES_MAX && perfdata_read(r, &c) == 1) {
		check_chunk(r, c);
		total += c->size;
		perfdata_chunk_put(held);
		held = c;
	}
	len = look_at_description(r);
	(void)len;
	perfdata_reader_close(r);
	perfdata_chunk_put(held);
}

static void read_file(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char path[64];

	expect(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_path(path);
	close(fd);
}

static void read_pipe(const uint8_t *data, size_t size)
{
	char path[64];
	int fds[2];

	if (size > PIPE_BYTES)
		return;
	expect(!pipe2(fds, O_CLOEXEC) && write(fds[1], data, size) == (ssize_t)size);
	close(fds[1]);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[0]);
	read_path(path);
	close(fds[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_file(data, size);
	read_pipe(data, size);
	return 0;
}
