/* SPDX-License-Identifier: GPL-2.0-only */
/* Format files without a kernel: carried strings, and records shown by libtraceevent. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decode/formats.h"

#define COMMON                                                                         \
	"format:\n"                                                                    \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"         \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"         \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"                   \
	"\tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;\n"

#define OPENAT_ARGS                                                        \
	"\tfield:int dfd;\toffset:16;\tsize:8;\tsigned:0;\n"               \
	"\tfield:const char * filename;\toffset:24;\tsize:8;\tsigned:0;\n" \
	"\tfield:int flags;\toffset:32;\tsize:8;\tsigned:0;\n"             \
	"\tfield:umode_t mode;\toffset:40;\tsize:8;\tsigned:0;\n"

/* As Linux 6.18 has it, and as 6.19. */
static const char openat_old[] = "name: sys_enter_openat\nID: 724\n" COMMON OPENAT_ARGS
				 "\nprint fmt: \"dfd: 0x%08lx\", ((unsigned long)(REC->dfd))\n";
static const char openat_new[] =
	"name: sys_enter_openat\nID: 724\n" COMMON OPENAT_ARGS
	"\tfield:__data_loc char[] __filename_val;\toffset:48;\tsize:4;\tsigned:0;\n"
	"\nprint fmt: \"dfd: 0x%08lx\", ((unsigned long)(REC->dfd))\n";
static const char renameat_new[] =
	"name: sys_enter_renameat\nID: 725\n" COMMON
	"\tfield:int olddfd;\toffset:16;\tsize:8;\tsigned:0;\n"
	"\tfield:const char * oldname;\toffset:24;\tsize:8;\tsigned:0;\n"
	"\tfield:int newdfd;\toffset:32;\tsize:8;\tsigned:0;\n"
	"\tfield:const char * newname;\toffset:40;\tsize:8;\tsigned:0;\n"
	"\tfield:__data_loc char[] __oldname_val;\toffset:48;\tsize:4;\tsigned:0;\n"
	"\tfield:__data_loc char[] __newname_val;\toffset:52;\tsize:4;\tsigned:0;\n"
	"\nprint fmt: \"olddfd: 0x%08lx\", ((unsigned long)(REC->olddfd))\n";
/* Nothing that is carried for an argument that is not there, nor a plain number of that name. */
static const char odd[] = "name: sys_enter_odd\nID: 726\n" COMMON
			  "\tfield:int fd;\toffset:16;\tsize:8;\tsigned:0;\n"
			  "\tfield:__data_loc char[] __other_val;\toffset:24;\tsize:4;\tsigned:0;\n"
			  "\tfield:int __fd_val;\toffset:28;\tsize:4;\tsigned:0;\n"
			  "\nprint fmt: \"fd: 0x%08lx\", ((unsigned long)(REC->fd))\n";
static const char named[] =
	"name: named\nID: 800\n"
	"format:\n"
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
	"\tfield:int number;\toffset:8;\tsize:4;\tsigned:1;\n"
	"\tfield:__data_loc char[] name;\toffset:12;\tsize:4;\tsigned:0;\n"
	"\nprint fmt: \"number=%d name=%s\", REC->number, __get_str(name)\n";

static struct formats *with(const char *system, const char *text)
{
	struct formats *f = formats_new();

	assert_non_null(f);
	assert_int_equal(formats_add(f, system, text, strlen(text)), 0);
	return f;
}

static void test_user_strings(void **state)
{
	uint32_t offsets[SYSCALL_ARGS_MAX];
	struct formats *f = with("syscalls", openat_new);

	(void)state;
	assert_int_equal(formats_user_strings(f, "openat", offsets), 1);
	assert_int_equal(offsets[0], 0);
	assert_int_equal(offsets[1], 48);
	assert_int_equal(offsets[2] + offsets[3] + offsets[4] + offsets[5], 0);
	formats_close(f);

	f = with("syscalls", renameat_new);
	assert_int_equal(formats_user_strings(f, "renameat", offsets), 2);
	assert_int_equal(offsets[1], 48);
	assert_int_equal(offsets[3], 52);
	assert_int_equal(offsets[0] + offsets[2] + offsets[4] + offsets[5], 0);
	formats_close(f);
}

static void test_no_user_strings(void **state)
{
	uint32_t offsets[SYSCALL_ARGS_MAX] = { 1, 2, 3, 4, 5, 6 };
	struct formats *f = with("syscalls", openat_old);

	(void)state;
	assert_int_equal(formats_user_strings(f, "openat", offsets), 0);
	for (int i = 0; i < SYSCALL_ARGS_MAX; i++)
		assert_int_equal(offsets[i], 0);
	formats_close(f);

	f = with("syscalls", odd);
	assert_int_equal(formats_user_strings(f, "odd", offsets), 0);
	assert_true(formats_user_strings(f, "no_such_call_at_all", offsets) < 0);
	formats_close(f);
}

static void test_carried(void **state)
{
	unsigned char raw[16] = "........XXXXabc";
	uint32_t word = 3u << 16 | 12, len;
	const char *bytes;

	(void)state;
	memcpy(raw + 8, &word, 4);
	assert_int_equal(formats_carried(raw, 15, 8, &bytes, &len), 0);
	assert_int_equal(len, 3);
	assert_memory_equal(bytes, "abc", 3);
	assert_int_equal(formats_carried(raw, 14, 8, &bytes, &len), -EBADMSG);
	assert_int_equal(formats_carried(raw, 11, 8, &bytes, &len), -EBADMSG);
	assert_int_equal(formats_carried(raw, 3, 0, &bytes, &len), -EBADMSG);
	assert_int_equal(formats_carried(raw, 15, UINT32_MAX - 1, &bytes, &len), -EBADMSG);
	word = 0xffffffff;
	memcpy(raw + 8, &word, 4);
	assert_int_equal(formats_carried(raw, 15, 8, &bytes, &len), -EBADMSG);
}

/* A record of test:named; @name has its NUL only if @name_len says so. */
static size_t record_of(unsigned char *raw, int number, const char *name, uint32_t name_len)
{
	uint16_t id = 800;
	uint32_t word = name_len << 16 | 16;

	memset(raw, 0, 16);
	memcpy(raw, &id, sizeof(id));
	memcpy(raw + 8, &number, sizeof(number));
	memcpy(raw + 12, &word, sizeof(word));
	memcpy(raw + 16, name, name_len);
	return 16 + name_len;
}

static int show(struct formats *f, const unsigned char *raw, size_t len, char *buf, size_t size)
{
	struct formats_record r = { .raw = raw, .raw_len = len, .time_ns = 1, .cpu = 0 };
	struct text t;
	int err;

	text_init(&t, buf, size - 1);
	err = formats_format_record(f, &t, &r);
	buf[t.len] = '\0';
	return err;
}

static void test_record(void **state)
{
	struct formats *f = with("test", named);
	unsigned char *raw = malloc(64);
	char buf[128];
	size_t len;

	(void)state;
	assert_int_equal(formats_event_id(f, "test", "named"), 800);
	len = record_of(raw, -7, "abc", 4);
	assert_int_equal(show(f, raw, len, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "number=-7 name=abc");
	len = record_of(raw, 1, "\033[1m", 5);
	assert_int_equal(show(f, raw, len, buf, sizeof(buf)), 0);
	assert_non_null(strstr(buf, "[1m"));
	assert_null(strchr(buf, '\033'));
	free(raw);
	formats_close(f);
}

/* Every length, in memory of exactly that length: what lies behind is none of ours. */
static void test_damaged_record(void **state)
{
	struct formats *f = with("test", named);
	unsigned char whole[64];
	size_t len = record_of(whole, 1, "abcdefgh", 8); /* no NUL */
	char buf[128];

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		unsigned char *raw = malloc(cut ? cut : 1);

		memcpy(raw, whole, cut);
		assert_int_equal(show(f, raw, cut, buf, sizeof(buf)), cut < len ? -EBADMSG : 0);
		free(raw);
	}
	assert_string_equal(buf, "number=1 name=abcdefgh");
	whole[0] = 1; /* no event that we know */
	assert_int_equal(show(f, whole, len, buf, sizeof(buf)), -ENOENT);
	formats_close(f);
}

static void count(void *arg, const char *path)
{
	*(int *)arg += strstr(path, "/tracepoint_plugin.so") != NULL;
}

/* Makes @dir a directory with the plugin for libtraceevent in it, and nothing else. */
static void link_plugin(char *dir)
{
	char built[4096], link[128];
	ssize_t len = readlink("/proc/self/exe", built, sizeof(built) - 64);

	assert_true(len > 0);
	/* BUILD/tests/unit/test_formats -> BUILD/tests/plugins */
	built[len] = '\0';
	*strrchr(built, '/') = '\0';
	strcpy(strrchr(built, '/'), "/plugins/tracepoint_plugin.so");
	assert_non_null(mkdtemp(dir));
	snprintf(link, sizeof(link), "%s/tracepoint_plugin.so", dir);
	assert_int_equal(symlink(built, link), 0);
}

static void unlink_plugin(const char *dir)
{
	char link[128];

	snprintf(link, sizeof(link), "%s/tracepoint_plugin.so", dir);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(rmdir(dir), 0);
}

/* It is found where libtraceevent's environment says, and then asked. */
static void test_plugin(void **state)
{
	char dir[] = "/tmp/systrail-formats-XXXXXX", buf[128];
	struct formats *f = with("test", named);
	unsigned char raw[64];
	size_t len = record_of(raw, 42, "abc", 4);
	int cnt = 0;

	(void)state;
	link_plugin(dir);
	assert_int_equal(setenv("TRACEEVENT_PLUGIN_DIR", dir, 1), 0);
	formats_list_plugins(f, count, &cnt);
	assert_int_equal(cnt, 1);
	assert_int_equal(show(f, raw, len, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "number=42 name=abc");
	assert_int_equal(formats_load_plugins(f), 0);
	assert_int_equal(formats_load_plugins(f), 0);
	assert_int_equal(show(f, raw, len, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "the plugin says 42");
	unsetenv("TRACEEVENT_PLUGIN_DIR");
	formats_close(f);
	unlink_plugin(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_user_strings),   cmocka_unit_test(test_no_user_strings),
		cmocka_unit_test(test_carried),	       cmocka_unit_test(test_record),
		cmocka_unit_test(test_damaged_record), cmocka_unit_test(test_plugin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
