using TcpVet.Lab;

namespace TcpVet.Testing;

/// <summary>What a test of the real kernel needs of the machine; a test that lacks it is skipped and says why.</summary>
internal static class Require
{
    private static readonly Lazy<string?> NoNamespace = new(() =>
    {
        try
        {
            using Sandbox sandbox = new();
            return null;
        }
        catch (LabException exception)
        {
            return exception.Message;
        }
    });

    /// <summary>A new sandbox with <c>ip</c>, <c>nft</c> and <c>ss</c> at hand.</summary>
    internal static Sandbox Sandbox(bool privateHash = true)
    {
        Tools("ip", "nft", "ss");
        if (NoNamespace.Value is { } reason)
        {
            Assert.Skip(reason);
        }

        return new Sandbox(privateHash);
    }

    /// <summary>A cgroup v2 that a thread can enter.</summary>
    internal static Cgroup Cgroup()
    {
        try
        {
            return Lab.Cgroup.Create();
        }
        catch (LabException exception)
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }

    /// <summary>The superuser.</summary>
    internal static void Root() => Assert.SkipUnless(Environment.UserName == "root", "needs root");

    /// <summary>Programs that must be installed.</summary>
    internal static void Tools(params ReadOnlySpan<string> programs)
    {
        foreach (string program in programs)
        {
            if (Tool.Find(program) is null)
            {
                Assert.Skip($"{program} is not installed");
            }
        }
    }
}
