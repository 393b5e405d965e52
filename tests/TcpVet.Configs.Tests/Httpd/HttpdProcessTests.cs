using System.Text;
using TcpVet.Configs.Httpd;

namespace TcpVet.Configs.Tests.Httpd;

public sealed class HttpdProcessTests
{
    private static readonly HttpdProgram Debian = new("2.4.71", "/etc/apache2", "apache2.conf");

    [Theory]
    [InlineData("/usr/sbin/apache2|-k|start", "/etc/apache2/apache2.conf", "/etc/apache2", "")]
    [InlineData("/usr/sbin/httpd|-DFOREGROUND", "/etc/apache2/apache2.conf", "/etc/apache2", "FOREGROUND")]
    [InlineData("apache2|-d|/srv/web|-f|my.conf|-D|A|-DB|-k|start", "/srv/web/my.conf", "/srv/web", "A B")]
    [InlineData("apache2|-f/etc/one.conf|-X", "/etc/one.conf", "/etc/apache2", "")]
    [InlineData("apache2|-C|Listen 80|-k|start|-d/x", "/x/apache2.conf", "/x", "")]
    [InlineData("/usr/sbin/apache2 -k start", "/etc/apache2/apache2.conf", "/etc/apache2", "")]
    public void The_arguments_and_the_program_say_where_it_reads(string arguments, string file, string root, string defines)
    {
        HttpdProcess process = HttpdProcess.Of(arguments.Split('|'), Debian)!;

        Assert.Equal((file, root, defines, "2.4.71"),
            (process.ConfigFile, process.Start.ServerRoot, string.Join(' ', process.Start.Defines), process.Start.Version));
    }

    [Theory]
    [InlineData("httpd|-k|start")]
    [InlineData("httpd|-f|relative.conf")]
    [InlineData("")]
    public void Without_them_nothing_is_guessed(string arguments) => Assert.Null(HttpdProcess.Of(arguments.Split('|'), null));

    [Fact]
    public void The_program_file_holds_its_version_and_paths()
    {
        byte[] image = Encoding.ASCII.GetBytes("\u007fELF\0Apache/2\0Apache/2.4\0Apache/2.4.71 (Debian)\0 -D HTTPD_ROOT=\"/etc/apache2\"\0 -D SERVER_CONFIG_FILE=\"apache2.conf\"\0");

        Assert.Equal(Debian, HttpdProgram.Of(image));
        Assert.Equal(new HttpdProgram(null, null, null), HttpdProgram.Of("Apache/2.4. -D HTTPD_ROOT=\"/etc"u8));
        Assert.Equal(new HttpdProgram(null, null, null), HttpdProgram.Of([]));
    }
}
