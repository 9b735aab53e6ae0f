from cocaine_sdk.cli import main

main()
