using System.Text;
using CsCheck;
using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>Whatever stands in a file, the judge says one thing of each line.</summary>
public sealed class JudgeFuzzTests
{
    private static readonly string[] Keys =
        [.. SettingKnowledge.All.Where(setting => setting.Kind == SettingKind.Sysctl).Select(setting => setting.Name), "vm.swappiness", "net.ipv4.tcp_x", "net.ipv4.conf.*.rp_filter", "a"];

    private static readonly string[] Values = ["0", "1", "-1", "2", "60", "99999999999999999999999999", "1024 65000", "4096 87380 16777216", "3 2 1", "", "x", "0x10", "08", "-0x", "1 # c", "8080,9000-9010", "65536", "-", "\u00a01", "9223372036854775807", "-9223372036854775808"];

    private static readonly string[] Kernels = ["2.6.32", "3.10", "4.19", "6.12", "6.18.44", "nonsense", ""];

    [Fact]
    public void Any_line_of_any_setting_gets_a_verdict() =>
        Gen.Select(Gen.Int[0, Keys.Length - 1], Gen.Int[0, Values.Length - 1], Gen.Int[0, Kernels.Length - 1]).Array[1, 12].ForAll(
            lines =>
            {
                string text = string.Join('\n', lines.Select(line => $"{Keys[line.Item1]} = {Values[line.Item2]}"));
                IReadOnlyList<SettingVerdict> judged = Judging.For(Kernels[lines[0].Item3], text);
                Assert.Equal(lines.Length, judged.Count);
                Assert.All(judged, line => Assert.Equal(line.Verdict == LineVerdict.Ok, line.Why is null));
            },
            iter: Fuzz.Iterations / 4);

    [Fact]
    public void Broken_files_are_judged_all_the_same() => Fuzz.Broken(string.Join('\n', Keys.Take(12).Select((key, index) => $"{key} = {Values[index % Values.Length]}"))).ForAll(
        bytes =>
        {
            Configuration parsed = Judging.Parsed(Encoding.UTF8.GetString(bytes));
            Assert.Equal(parsed.Directives.Count, Judging.For("6.12", parsed).Count);
        },
        iter: Fuzz.Iterations / 4);
}
