namespace MimRepro.Reporting;
