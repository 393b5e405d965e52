using TcpVet.Dev.Settings;
using TcpVet.Knowledge;

namespace TcpVet.Kernel.Tests;

/// <summary>The table of settings is what this kernel says: <c>eng/TcpVet.Dev -- check-settings</c>, a test a setting.</summary>
public sealed class SettingCheckTests
{
    private static readonly KernelVersion Kernel =
        KernelVersion.TryParse(Environment.OSVersion.Version.ToString(), out KernelVersion version) ? version : default;

    public static TheoryData<string> Names { get; } = [.. SettingCheck.Comparable(Kernel).Select(setting => setting.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_range_and_scope_are_those_of_the_kernel(string name)
    {
        Assert.SkipWhen(SettingCheck.Obstacle() is not null, SettingCheck.Obstacle() ?? "");
        Assert.Empty(SettingCheck.Differences(SettingKnowledge.Exact(name)!, Kernel));
    }
}
