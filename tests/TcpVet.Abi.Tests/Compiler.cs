using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace TcpVet.Abi.Tests;

/// <summary>Asks the C compiler and the real headers whether statements hold.</summary>
internal static partial class Compiler
{
    /// <summary>glibc's headers first: the kernel's then leave out what glibc has defined (linux/libc-compat.h).</summary>
    private const string Headers = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <poll.h>
        #include <pwd.h>
        #include <sched.h>
        #include <signal.h>
        #include <spawn.h>
        #include <termios.h>
        #include <unistd.h>
        #include <net/if.h>
        #include <netinet/in.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/file.h>
        #include <sys/inotify.h>
        #include <sys/ioctl.h>
        #include <sys/mman.h>
        #include <sys/mount.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <sys/sendfile.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/statfs.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <sys/timerfd.h>
        #include <sys/uio.h>
        #include <sys/un.h>
        #include <sys/utsname.h>
        #include <sys/wait.h>
        #include <linux/bpf.h>
        #include <linux/btf.h>
        #include <linux/capability.h>
        #include <linux/errqueue.h>
        #include <linux/if_link.h>
        #include <linux/inet_diag.h>
        #include <linux/magic.h>
        #include <linux/netfilter.h>
        #include <linux/netfilter/nf_tables.h>
        #include <linux/netfilter/nf_tables_compat.h>
        #include <linux/netfilter/nfnetlink.h>
        #include <linux/netlink.h>
        #include <linux/nsfs.h>
        #include <linux/rtnetlink.h>
        #include <linux/sock_diag.h>
        #include <linux/tcp.h>
        #include "tcpvet.h"

        """;

    // What our own programs in the kernel say to us: artifacts/bin/TcpVet.Abi.Tests/debug/ is four below the checkout.
    private static readonly string BpfFolder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "bpf"));

    /// <summary>
    /// Compiles statements, each a C expression with the name to report. What these headers are too old to know
    /// (<see cref="Spelling.SinceKernel"/>) is left out and the rest compiled again.
    /// </summary>
    /// <returns>What the compiler objects to; empty when every statement holds.</returns>
    public static string Check(IEnumerable<string> assertions)
    {
        List<string> left = [.. assertions];
        Assert.NotEmpty(left);
        while (true)
        {
            string errors = Compile(Source(left));
            HashSet<string> unknown =
                [.. Unknown().Matches(errors).Select(match => match.Groups["name"].Value).Where(Spelling.SinceKernel.ContainsKey)];
            if (unknown.Count == 0)
            {
                return errors;
            }

            left.RemoveAll(assertion => Words().Matches(assertion).Any(word => unknown.Contains(word.Value)));
        }
    }

    /// <summary>Fails with the compiler's own words unless every statement holds.</summary>
    public static void AssertHolds(IEnumerable<string> assertions)
    {
        string errors = Check(assertions);
        Assert.True(errors.Length == 0, errors);
    }

    private static string Source(IEnumerable<string> assertions)
    {
        var source = new StringBuilder(Headers);
        foreach (string assertion in assertions)
        {
            source.Append("_Static_assert(").Append(assertion).Append(", \"").Append(assertion).Append("\");\n");
        }

        return source.ToString();
    }

    private static string Compile(string source)
    {
        var start = new ProcessStartInfo("gcc", ["-std=gnu11", "-fsyntax-only", "-I", BpfFolder, "-x", "c", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using Process gcc = Process.Start(start)!;
        Task<string> errors = gcc.StandardError.ReadToEndAsync();
        gcc.StandardInput.Write(source);
        gcc.StandardInput.Close();
        gcc.WaitForExit();
        return gcc.ExitCode == 0 ? "" : errors.Result;
    }

    [GeneratedRegex(@"'(?<name>\w+)' undeclared|no member named '(?<name>\w+)'|(?:incomplete|undefined) type 'struct (?<name>\w+)'")]
    private static partial Regex Unknown();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Words();
}
