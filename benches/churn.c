/*
 * Short connections over loopback, as fast as one client and one server make them: connect, a request, a response, close by the
 * server, close by the client. Usage: churn SECONDS
 *
 * Prints connections a second, and microseconds of processor time each: over loopback the kernel's work, and that of tracing
 * programs in it, happens in these two processes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Connections from one source address before the next: ports in TIME_WAIT must not run out. */
#define PER_SOURCE 20000
#define SOURCES 200

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double processor_time(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

static void fail(const char *what)
{
	perror(what);
	exit(3);
}

static void serve(int listener)
{
	char request[64];

	for (;;) {
		int connection = accept(listener, NULL, NULL);

		if (connection < 0)
			continue;
		if (read(connection, request, sizeof(request)) > 0 && write(connection, "response", 8) != 8)
			perror("write");
		close(connection);
	}
}

static int visit(const struct sockaddr_in *server, long number)
{
	struct sockaddr_in source = { .sin_family = AF_INET };
	int on = 1, done = 0, connection = socket(AF_INET, SOCK_STREAM, 0);
	char response[64];

	if (connection < 0)
		fail("socket");
	source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (in_addr_t)(number / PER_SOURCE % SOURCES));
	setsockopt(connection, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (bind(connection, (const struct sockaddr *)&source, sizeof(source)) == 0 &&
	    connect(connection, (const struct sockaddr *)server, sizeof(*server)) == 0 && write(connection, "request", 7) == 7) {
		while (read(connection, response, sizeof(response)) > 0)
			done = 1;
	}
	close(connection);
	return done;
}

int main(int count, char **words)
{
	struct sockaddr_in server = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(server);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	double begin, end, took, used;
	long made = 0;
	pid_t child;

	if (count != 2 || atof(words[1]) <= 0)
		return 2;
	if (listener < 0 || bind(listener, (const struct sockaddr *)&server, length) < 0 || listen(listener, 4096) < 0 ||
	    getsockname(listener, (struct sockaddr *)&server, &length) < 0)
		fail("listen");
	child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0)
		serve(listener);
	close(listener);
	begin = now();
	end = begin + atof(words[1]);
	while (now() < end)
		made += visit(&server, made);
	took = now() - begin;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	used = processor_time(RUSAGE_SELF) + processor_time(RUSAGE_CHILDREN);
	if (made == 0)
		return 3;
	printf("%.0f %.3f\n", (double)made / took, used * 1e6 / (double)made);
	return 0;
}
