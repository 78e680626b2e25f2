/* SPDX-License-Identifier: GPL-2.0-only */
/* Format files without a kernel: events, carried strings, and plugins of libtraceevent. */
#include "unit/formats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMON FORMAT_COMMON FORMAT_FIELD("int __syscall_nr", 8, 4, 1)

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

static void test_user_strings(void **state)
{
	uint32_t offsets[SYSCALL_ARGS_MAX];
	struct formats *f = formats_with("syscalls", openat_new);

	(void)state;
	assert_int_equal(formats_user_strings(f, "openat", offsets), 1);
	assert_int_equal(offsets[0], 0);
	assert_int_equal(offsets[1], 48);
	assert_int_equal(offsets[2] + offsets[3] + offsets[4] + offsets[5], 0);
	formats_close(f);

	f = formats_with("syscalls", renameat_new);
	assert_int_equal(formats_user_strings(f, "renameat", offsets), 2);
	assert_int_equal(offsets[1], 48);
	assert_int_equal(offsets[3], 52);
	assert_int_equal(offsets[0] + offsets[2] + offsets[4] + offsets[5], 0);
	formats_close(f);
}

static void test_no_user_strings(void **state)
{
	uint32_t offsets[SYSCALL_ARGS_MAX] = { 1, 2, 3, 4, 5, 6 };
	struct formats *f = formats_with("syscalls", openat_old);

	(void)state;
	assert_int_equal(formats_user_strings(f, "openat", offsets), 0);
	for (int i = 0; i < SYSCALL_ARGS_MAX; i++)
		assert_int_equal(offsets[i], 0);
	formats_close(f);

	f = formats_with("syscalls", odd);
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

static void test_event(void **state)
{
	struct formats *f = formats_with("test", FORMAT_NAMED);
	const struct formats_event *event;
	uint32_t offset, size;

	(void)state;
	assert_null(formats_event_by_id(f, 800));
	assert_int_equal(formats_event_id(f, "test", "named"), 800);
	assert_int_equal(formats_event(f, "test", "named", &event), 0);
	assert_ptr_equal(formats_event_by_id(f, 800), event);
	assert_null(formats_event_by_id(f, 799));
	assert_null(formats_event_by_id(f, 801));
	assert_string_equal(event->full_name, "test:named");
	assert_string_equal(event->system, "test");
	assert_string_equal(event->name, "named");
	assert_int_equal(formats_field(f, "test", "named", "number", &offset, &size), 0);
	assert_int_equal(offset, 8);
	assert_int_equal(size, 4);
	assert_int_equal(formats_field(f, "test", "named", "common_pid", &offset, &size), 0);
	assert_int_equal(offset, 4);
	assert_int_equal(formats_field(f, "test", "named", "name", &offset, &size), -EINVAL);
	assert_int_equal(formats_field(f, "test", "named", "nothing", &offset, &size), -ENOENT);
	assert_true(formats_field(f, "test", "no_such_event", "x", &offset, &size) < 0);
	formats_close(f);
}

static void add_name(void *arg, const char *type, const char *name)
{
	struct text *t = arg;

	text_str(t, type);
	text_char(t, ' ');
	text_str(t, name);
	text_char(t, ';');
}

static void test_describe(void **state)
{
	struct formats *f = formats_with("test", FORMAT_NAMED);
	char buf[128] = "";
	struct text t;
	bool printed;

	(void)state;
	text_init(&t, buf, sizeof(buf) - 1);
	assert_int_equal(formats_describe(f, 800, add_name, &t, &printed), -ENOENT);
	assert_int_equal(formats_event_id(f, "test", "named"), 800);
	assert_int_equal(formats_describe(f, 800, add_name, &t, &printed), 0);
	assert_string_equal(buf, "int number;__data_loc char[] name;");
	assert_true(printed);
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
	struct formats *f = formats_with("test", FORMAT_NAMED);
	unsigned char raw[64];
	size_t len = formats_named(raw, 42, "abc", 4);
	int cnt = 0;

	(void)state;
	link_plugin(dir);
	assert_int_equal(setenv("TRACEEVENT_PLUGIN_DIR", dir, 1), 0);
	formats_list_plugins(f, count, &cnt);
	assert_int_equal(cnt, 1);
	assert_int_equal(formats_event_id(f, "test", "named"), 800);
	assert_int_equal(formats_show(f, raw, len, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "number=42 name=abc");
	formats_load_plugins(f, NULL);
	formats_load_plugins(f, NULL);
	assert_int_equal(formats_show(f, raw, len, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "the plugin says 42");
	unsetenv("TRACEEVENT_PLUGIN_DIR");
	formats_close(f);
	unlink_plugin(dir);
}

static void keep(void *arg, enum diag_level level, const char *msg)
{
	assert_int_equal(level, DIAG_WARN);
	snprintf(arg, DIAG_SENTENCE_BYTES, "%s", msg);
}

/* What others than root can change does not get root's privileges. */
static void test_foreign_plugin(void **state)
{
	char dir[] = "/tmp/systrail-formats-XXXXXX", why[DIAG_SENTENCE_BYTES] = "";
	const struct diag d = { .emit = keep, .arg = why };
	struct formats *f = formats_with("test", FORMAT_NAMED);
	char file[128];
	FILE *out;

	(void)state;
	if (geteuid()) {
		formats_close(f);
		skip();
	}
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/open.so", dir);
	out = fopen(file, "w");
	assert_non_null(out);
	fclose(out);
	assert_int_equal(chmod(file, 0666), 0);
	assert_int_equal(setenv("TRACEEVENT_PLUGIN_DIR", dir, 1), 0);
	formats_load_plugins(f, &d);
	unsetenv("TRACEEVENT_PLUGIN_DIR");
	assert_non_null(strstr(why, "open.so"));
	assert_non_null(strstr(why, "users other than root"));
	formats_close(f);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_user_strings),   cmocka_unit_test(test_no_user_strings),
		cmocka_unit_test(test_carried),	       cmocka_unit_test(test_event),
		cmocka_unit_test(test_describe),       cmocka_unit_test(test_plugin),
		cmocka_unit_test(test_foreign_plugin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
