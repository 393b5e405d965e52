using System.Globalization;
using TcpVet.Knowledge;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>What is said of settings without a page, against the kernel: each of them is written, in a namespace of its own.</summary>
public sealed class SettingTypeTests
{
    private const int InvalidArgument = 22;
    private static readonly KernelVersion Tried = new(6, 18);

    [Fact]
    public void No_setting_takes_what_is_no_number() => FreshNamespace.Run(() =>
    {
        int written = 0;
        foreach (string name in Writable())
        {
            Assert.Equal($"{name} {InvalidArgument}", $"{name} {FreshNamespace.WriteLine(name, "x1")}");
            Assert.Equal($"{name} {InvalidArgument}", $"{name} {FreshNamespace.WriteLine(name, "10k")}");
            written++;
        }

        Assert.True(written > 50);
    });

    [Fact]
    public void The_kernel_takes_the_edges_and_nothing_beyond() => FreshNamespace.Run(() =>
    {
        if (!KernelVersion.TryParse(Environment.OSVersion.Version.ToString(), out KernelVersion kernel) || kernel != Tried)
        {
            return;
        }

        foreach (string name in Writable())
        {
            // A route's least MTU, a device's own MTU: the edge depends on others.
            if (SettingTypes.Of(name)!.Range is not { Jiffies: false, Min: { } min, Max: { } max }
                || name.EndsWith("mtu", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.Equal($"{name} {min} 0", $"{name} {min} {Write(name, min)}");
            Assert.Equal($"{name} {min - 1} {InvalidArgument}", $"{name} {min - 1} {Write(name, min - 1)}");
            Assert.Equal($"{name} {max + 1} {InvalidArgument}", $"{name} {max + 1} {Write(name, max + 1)}");
        }
    });

    private static int Write(string name, long value) => FreshNamespace.WriteLine(name, value.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<string> Writable() => SettingTypes.Names
        .Select(name => name.Replace("*", "lo", StringComparison.Ordinal))
        .Where(name => !SettingTypes.Of(name)!.Range.ReadOnly && File.Exists(FreshNamespace.File(name))
            && (File.GetUnixFileMode(FreshNamespace.File(name)) & UnixFileMode.UserRead) != 0
            && (File.GetUnixFileMode(FreshNamespace.File(name)) & UnixFileMode.UserWrite) != 0);
}
