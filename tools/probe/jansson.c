/* SPDX-License-Identifier: GPL-2.0-only */
/* Can a program use libjansson: parse JSON and find a member in it? */
#include <jansson.h>

int main(void)
{
	json_t *json = json_loadb("{\"a\": \"b\"}", 10, 0, NULL);
	const char *text = json_string_value(json_object_get(json, "a"));

	json_decref(json);
	return !text;
}
