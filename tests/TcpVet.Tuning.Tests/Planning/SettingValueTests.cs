using TcpVet.Knowledge;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests.Planning;

public sealed class SettingValueTests
{
    [Theory]
    [InlineData("net.core.somaxconn", " 4096 ", "4096")]
    [InlineData("net.core.somaxconn", "04096", "4096")]
    [InlineData("net.core.somaxconn", "4096 1", null)]
    [InlineData("net.core.somaxconn", "", null)]
    [InlineData("net.core.somaxconn", "many", null)]
    [InlineData("net.core.somaxconn", "1; reboot", null)]
    [InlineData("net.ipv4.tcp_rmem", "4096\t131072  6291456", "4096 131072 6291456")]
    [InlineData("net.ipv4.tcp_rmem", "1 2 3 4", null)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "", "")]
    [InlineData("net.ipv4.ip_local_reserved_ports", "9148,8080-8081,8082", "8080-8082,9148")]
    [InlineData("net.ipv4.ip_local_reserved_ports", "8080,70000", null)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "8081-8080", null)]
    public void A_value_is_spelt_as_the_kernel_does(string setting, string text, string? expected) =>
        Assert.Equal(expected, SettingValue.Normalised(SettingKnowledge.Find(setting)!, text));

    [Theory]
    [InlineData("1 2 3", "9", "9 2 3")]
    [InlineData("1 2 3", "7 8 9", "7 8 9")]
    [InlineData("5", "6", "6")]
    public void A_short_vector_leaves_the_rest(string current, string value, string expected) =>
        Assert.Equal(expected, SettingValue.AfterWrite(current, value));

    [Theory]
    [InlineData("1 8 3", "1 2 3", "7 8 9", true)]
    [InlineData("1 2 3", "1 2 3", "7 8 9", true)]
    [InlineData("1 5 3", "1 2 3", "7 8 9", false)]
    [InlineData("5", "4", "5", false)]
    public void A_half_written_vector_is_known(string value, string first, string second, bool mixture) =>
        Assert.Equal(mixture, SettingValue.IsMixture(value, first, second));
}
