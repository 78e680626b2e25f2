/* SPDX-License-Identifier: GPL-2.0-only */
/* Build-ids: the set, notes that lie, files that are made for the test. */
#include "unit/check.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "perfdata/build_id_read.h"
#include "perfdata/build_ids.h"

/* --- The set ------------------------------------------------------------------------------------ */

static struct perfdata_build_id make_id(const char *file, int32_t pid, uint8_t first)
{
	return (struct perfdata_build_id){
		.file = file, .misc = 2, .pid = pid, .size = 20, .id = { first }
	};
}

static size_t count(const struct build_ids *s)
{
	size_t cnt;

	build_ids_list(s, &cnt);
	return cnt;
}

static void test_no_doubles(void **state)
{
	struct build_ids *s = build_ids_new(100);
	struct perfdata_build_id id = make_id("/bin/a", -1, 1);
	size_t cnt;

	(void)state;
	assert_null(build_ids_find(s, "/bin/a", 2, -1));
	assert_int_equal(build_ids_add(s, &id), 0);
	assert_int_equal(build_ids_add(s, &id), 0);
	assert_int_equal(count(s), 1);
	assert_non_null(build_ids_find(s, "/bin/a", 2, -1));
	assert_null(build_ids_find(s, "/bin/a", 1, -1));
	assert_null(build_ids_find(s, "/bin/a", 2, 5));
	assert_null(build_ids_find(s, "/bin/", 2, -1));
	/* Each of these is another: another process, kind, id, size. */
	id.pid = 5;
	assert_int_equal(build_ids_add(s, &id), 0);
	id.misc = 1;
	assert_int_equal(build_ids_add(s, &id), 0);
	id.id[19] = 1;
	assert_int_equal(build_ids_add(s, &id), 0);
	id.size = 8;
	assert_int_equal(build_ids_add(s, &id), 0);
	assert_int_equal(count(s), 5);
	assert_int_equal(build_ids_list(s, &cnt)[3].id[19], 1);
	build_ids_free(s);
}

static void test_many(void **state)
{
	enum { CNT = 5000 };
	struct build_ids *s = build_ids_new(CNT);
	char name[32];
	size_t cnt;

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < CNT; i++) {
			struct perfdata_build_id id = make_id(name, -1, (uint8_t)i);

			snprintf(name, sizeof(name), "/lib/%d", i);
			assert_int_equal(build_ids_add(s, &id), 0);
		}
	assert_int_equal(count(s), CNT);
	/* The names are its own, and in order. */
	assert_string_equal(build_ids_list(s, &cnt)[4321].file, "/lib/4321");
	build_ids_free(s);
}

static void test_full(void **state)
{
	struct build_ids *s = build_ids_new(1);
	struct perfdata_build_id a = make_id("a", -1, 1), b = make_id("b", -1, 2);

	(void)state;
	a.size = 21;
	assert_int_equal(build_ids_add(s, &a), -EINVAL);
	a.size = 20;
	assert_int_equal(build_ids_add(s, &a), 0);
	assert_int_equal(build_ids_add(s, &b), -ENOSPC);
	assert_int_equal(build_ids_add(s, &a), 0);
	assert_int_equal(count(s), 1);
	build_ids_free(s);
	build_ids_free(NULL);
}

/* --- Notes -------------------------------------------------------------------------------------- */

struct notes {
	unsigned char bytes[256];
	size_t len;
};

static void add_note(struct notes *n, const char *name, uint32_t type, const void *desc,
		     uint32_t desc_len, size_t align)
{
	Elf64_Nhdr h = { .n_namesz = (uint32_t)strlen(name) + 1,
			 .n_descsz = desc_len,
			 .n_type = type };

	memcpy(n->bytes + n->len, &h, sizeof(h));
	memcpy(n->bytes + n->len + sizeof(h), name, h.n_namesz);
	n->len = (n->len + sizeof(h) + h.n_namesz + align - 1) & ~(align - 1);
	memcpy(n->bytes + n->len, desc, desc_len);
	n->len = (n->len + desc_len + align - 1) & ~(align - 1);
}

static const unsigned char id_bytes[32] = { 1,	2,  3,	4,  5,	6,  7,	8,  9,	10, 11, 12,
					    13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 };

static void test_notes(void **state)
{
	(void)state;
	for (size_t align = 4; align <= 8; align += 4) {
		struct notes n = { 0 };
		struct perfdata_build_id id = { .pid = 7 };

		/* Others before it: of another owner, with another number, of odd lengths. */
		add_note(&n, "stapsdt", NT_GNU_BUILD_ID, "abc", 3, align);
		add_note(&n, "GNU", NT_GNU_ABI_TAG, "abcde", 5, align);
		add_note(&n, "GNU", NT_GNU_BUILD_ID, id_bytes, 16, align);
		assert_int_equal(build_id_of_notes(n.bytes, n.len, align, &id), 0);
		assert_int_equal(id.size, 16);
		assert_memory_equal(id.id, id_bytes, 16);
		assert_int_equal(id.id[16], 0);
		assert_int_equal(id.pid, 7);
		assert_int_equal(build_id_of_notes(n.bytes, n.len - 16, align, &id), -ENODATA);
	}
}

static void test_long_id(void **state)
{
	struct notes n = { 0 };
	struct perfdata_build_id id;

	(void)state;
	add_note(&n, "GNU", NT_GNU_BUILD_ID, id_bytes, 32, 4);
	assert_int_equal(build_id_of_notes(n.bytes, n.len, 4, &id), 0);
	assert_int_equal(id.size, 20);
	assert_memory_equal(id.id, id_bytes, 20);
}

/* Lengths that lead outside; each buffer is as long as its content, for the sanitizer. */
static void test_lying_notes(void **state)
{
	static const uint32_t lies[] = { 0,	     5,		 1000,	     0x7fffffff,
					 0x80000000, 0xfffffff0, 0xfffffffc, 0xffffffff };
	struct perfdata_build_id id;

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(lies); i++)
		for (int which = 0; which < 2; which++)
			for (size_t len = 0; len <= 20; len++) {
				struct notes n = { 0 };
				unsigned char *copy = malloc(len + 1);
				const void *desc = "abcd";

				add_note(&n, "GNU", NT_GNU_BUILD_ID, desc, 4, 4);
				memcpy(n.bytes + 4 * which, &lies[i], 4);
				memcpy(copy, n.bytes, len);
				assert_int_equal(build_id_of_notes(copy, len, 4, &id), -ENODATA);
				free(copy);
			}
}

/* --- Files -------------------------------------------------------------------------------------- */

struct elf_file {
	Elf64_Ehdr e;
	Elf64_Phdr p[2];
	struct notes notes;
};

static struct elf_file make_elf(void)
{
	const uint16_t one = 1;
	struct elf_file f = {
		.e = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
				    *(const uint8_t *)&one ? ELFDATA2LSB : ELFDATA2MSB,
				    EV_CURRENT },
		       .e_type = ET_EXEC,
		       .e_machine = EM_X86_64,
		       .e_version = EV_CURRENT,
		       .e_phoff = offsetof(struct elf_file, p),
		       .e_ehsize = sizeof(Elf64_Ehdr),
		       .e_phentsize = sizeof(Elf64_Phdr),
		       .e_phnum = 2,
		       .e_shentsize = sizeof(Elf64_Shdr) },
		.p = { { .p_type = PT_LOAD },
		       { .p_type = PT_NOTE,
			 .p_offset = offsetof(struct elf_file, notes.bytes),
			 .p_align = 4 } },
	};

	add_note(&f.notes, "GNU", NT_GNU_BUILD_ID, id_bytes, 20, 4);
	f.p[1].p_filesz = f.notes.len;
	return f;
}

static int read_path(const char *path, struct perfdata_build_id *id)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err;

	assert_true(fd >= 0);
	err = build_id_of_fd(fd, id);
	close(fd);
	return err;
}

/* What is read of a file with these bytes. */
static int read_as_file(const void *bytes, size_t size, struct perfdata_build_id *id)
{
	char path[] = "/tmp/systrail-build-id-XXXXXX";
	int fd = mkstemp(path), err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	close(fd);
	err = read_path(path, id);
	unlink(path);
	return err;
}

static void test_elf(void **state)
{
	struct elf_file f = make_elf();
	struct perfdata_build_id id = { 0 };

	(void)state;
	assert_int_equal(read_as_file(&f, sizeof(f), &id), 0);
	assert_int_equal(id.size, 20);
	assert_memory_equal(id.id, id_bytes, 20);
}

static void test_bad_elf(void **state)
{
	struct elf_file f = make_elf();
	struct perfdata_build_id id;

	(void)state;
	assert_int_equal(read_as_file("", 0, &id), -ENODATA);
	assert_int_equal(read_as_file("#!/bin/sh\n", 10, &id), -ENODATA);
	/* The header alone, the note cut off. */
	assert_int_equal(read_as_file(&f, sizeof(f.e), &id), -ENODATA);
	assert_int_equal(read_as_file(&f, offsetof(struct elf_file, notes.bytes) + 20, &id),
			 -ENODATA);
	/* A segment that is nowhere, one that is everything. */
	f.p[1].p_offset = UINT64_MAX - 8;
	assert_int_equal(read_as_file(&f, sizeof(f), &id), -ENODATA);
	f = make_elf();
	f.p[1].p_filesz = UINT64_MAX;
	assert_int_equal(read_as_file(&f, sizeof(f), &id), -ENODATA);
	/* More sections or segments than the header can count, of the other byte order. */
	f = make_elf();
	f.e.e_shoff = sizeof(f.e);
	assert_int_equal(read_as_file(&f, sizeof(f), &id), -ENODATA);
	f = make_elf();
	f.e.e_phnum = PN_XNUM;
	assert_int_equal(read_as_file(&f, sizeof(f), &id), -ENODATA);
	f = make_elf();
	f.e.e_ident[EI_DATA] ^= ELFDATA2LSB ^ ELFDATA2MSB;
	assert_int_equal(read_as_file(&f, sizeof(f), &id), -ENODATA);
}

static void test_no_file(void **state)
{
	struct perfdata_build_id id;
	char path[] = "/tmp/systrail-build-id-XXXXXX";

	(void)state;
	assert_int_equal(read_path("/tmp", &id), -ENODATA);
	/* Nobody writes into it: this must come back. */
	assert_non_null(mkdtemp(path));
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(read_path(path, &id), -ENODATA);
	unlink(path);
}

static void test_kernel(void **state)
{
	struct perfdata_build_id id = { 0 };

	(void)state;
	if (access("/sys/kernel/notes", R_OK))
		skip();
	assert_int_equal(build_id_of_kernel(&id), 0);
	assert_int_equal(id.size, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_doubles), cmocka_unit_test(test_many),
		cmocka_unit_test(test_full),	   cmocka_unit_test(test_notes),
		cmocka_unit_test(test_long_id),	   cmocka_unit_test(test_lying_notes),
		cmocka_unit_test(test_elf),	   cmocka_unit_test(test_bad_elf),
		cmocka_unit_test(test_no_file),	   cmocka_unit_test(test_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
