using System.Text;
using TcpVet.Linux.Interop;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Lab;

/// <summary>The right to make network namespaces: root's, or an ordinary user's in a user namespace of its own.</summary>
public static unsafe class Privilege
{
    /// <summary>What this process becomes in order to get the right: its own namespace of users, in which it is root
    /// (unshare(1)).</summary>
    private static readonly string[] UserNamespace = ["unshare", "--user", "--map-root-user", "--"];

    // Tells the program that was started anew what it is in.
    private const string Variable = "TCPVET_LAB_USER_NAMESPACE";

    /// <summary>True when this process is in a user namespace that <see cref="BecomeRootOfUserNamespace"/> made.</summary>
    public static bool IsInOwnUserNamespace => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>True when this process may make a network namespace.</summary>
    public static bool CanMakeNamespaces()
    {
        int result = -1;
        // The namespace ends with the thread that tries.
        Thread trial = new(() => result = Libc.unshare(CLONE_NEWNET)) { IsBackground = true };
        trial.Start();
        trial.Join();
        return result == 0;
    }

    /// <summary>
    /// Starts this program anew inside a user namespace, under the same process id. The kernel makes one for a process
    /// of a single thread only (kernel/user_namespace.c <c>userns_install</c>, unshare(2)), which a .NET program never
    /// is: <c>unshare</c> of util-linux does it. It does not return.
    /// </summary>
    /// <param name="program">The program's file.</param>
    /// <param name="words">Its arguments without argv[0].</param>
    /// <exception cref="LabException">This kernel, or whoever runs this container, allows none.</exception>
    public static void BecomeRootOfUserNamespace(string program, IReadOnlyList<string> words)
    {
        string unshare = Tool.Find("unshare") ?? throw new LabException("without root the laboratory needs unshare (util-linux), which is not installed");
        using (ChildProcess trial = ChildProcess.Start(Encoding.UTF8.GetBytes(unshare), ["unshare", "--user", "--map-root-user", "--net", "true"]))
        {
            trial.CloseInput();
            ToolResult result = trial.Finish(Deadline.Usual);
            if (result.ExitStatus != 0)
            {
                string why = result.Errors.Trim();
                string way = Environment.IsPrivilegedProcess
                    ? "give it CAP_SYS_ADMIN, or see user.max_net_namespaces, user.max_user_namespaces and the container's seccomp profile"
                    : "run it as root, or let user.max_user_namespaces and the container's seccomp profile allow user namespaces";
                throw new LabException($"no network namespace is allowed here ({(why.Length > 0 ? why : "unshare failed")}): {way}");
            }
        }

        Environment.SetEnvironmentVariable(Variable, "1");
        using NativeStrings argv = new([.. UserNamespace, program, .. words]);
        using NativeStrings environment = ProgramStart.OwnEnvironment();
        fixed (byte* path = (byte[])[.. Encoding.UTF8.GetBytes(unshare), 0])
        {
            _ = Libc.execve(path, argv.Pointers, environment.Pointers);
        }

        throw LabException.Last($"cannot start {unshare}");
    }
}
